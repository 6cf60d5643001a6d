/**
 * The basis of a piece's reduced system, made in double precision on the processor of responses the device has solved for.
 *
 * @module
 */
import type { P1Space } from "../../core/fem/mod.ts";
import { type GalerkinBasis, galerkinBasis, type Modes } from "../../core/diffusion/basis/mod.ts";
import { denseProduct } from "../../core/linalg/dense/mod.ts";
import { type GpuBlock, uploadBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import type { PieceModes } from "./piece_modes.ts";
import { type Respond, type RespondLater, withResponses } from "./with_responses.ts";

/** A basis, on both sides. */
export interface GpuBasis extends Disposable {
  /** In double precision. */
  readonly basis: GalerkinBasis;
  /** Q on the device. */
  readonly block: GpuBlock;
  /** B = PᵀJ_kP_low: what the corrections' causes have in the span of the modes, ordered as the responses, [n × 3l]. */
  readonly causes?: Float64Array;
}

/** The modes as the functions of the processor take them. */
export function modesWith(modes: PieceModes, respond: Respond): Modes {
  const { modes: count, eigenvalues, vectors, shift } = modes;
  return { modes: count, eigenvalues, vectors, shift, respond };
}

/**
 * Makes the basis.
 *
 * @param gpu The device.
 * @param space The space, holding the matrices of the modes.
 * @param modes The modes; their block serves a basis without corrections too.
 * @param low How many of the lowest are corrected.
 * @param respond The static responses.
 * @returns The basis.
 */
export async function gpuBasis(
  gpu: Gpu,
  space: P1Space,
  modes: PieceModes,
  low: number,
  respond: () => RespondLater,
): Promise<GpuBasis> {
  if (low === 0) {
    const unused: Respond = () => {
      throw new RangeError("A basis without corrections has no responses");
    };
    return {
      basis: galerkinBasis(space, modesWith(modes, unused), 0),
      block: modes.block,
      [Symbol.dispose]: () => {},
    };
  }
  const { nodes } = space, n = modes.modes;
  let causes: Float64Array = new Float64Array(0);
  const later = respond();
  const basis = await withResponses(
    (answer) => galerkinBasis(space, modesWith(modes, answer), low),
    (f, columns) => {
      causes = denseProduct(modes.vectors, f, n, nodes, columns, { transA: true });
      return later(f, columns);
    },
  );
  const block = uploadBlock(gpu, "basis", basis.vectors, nodes, basis.columns);
  return { basis, block, causes, [Symbol.dispose]: () => block[Symbol.dispose]() };
}
