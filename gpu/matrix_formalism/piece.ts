/**
 * A piece of tissue made ready for the matrix formalism on a device.
 *
 * @module
 */
import type { EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import {
  type AsyncPieceEngine,
  type BasisSize,
  type MatrixFormalismOptions,
  wantedBasis,
} from "../../core/diffusion/matrix_formalism/mod.ts";
import type { PieceInputs, TissuePiece } from "../../core/diffusion/problem/mod.ts";
import type { Gpu } from "../device.ts";
import { GpuError } from "../gpu_error.ts";
import { chooseGpuBasis } from "./choose_basis.ts";
import { asyncReduction, type EngineParts, reduceAt } from "./engine.ts";
import { pieceSpace } from "./piece_space.ts";
import type { GpuReduction } from "./reduction.ts";
import { gpuStages, type Stages } from "./stages.ts";

/** The least tolerance whose truncation errors single precision can tell. */
const LEAST_TOLERANCE = 3e-6;

/** Whether two lists of numbers are the same. */
function same(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Whether a piece would be assembled at the same. */
function sameInputs(a: PieceInputs, b: PieceInputs): boolean {
  const listsOf = ({ points, coefficients, storage }: PieceInputs) => [
    points,
    ...[coefficients, ...storage ? [storage] : []].flatMap((c) => [
      c.elements,
      c.interfaces,
      c.walls,
    ]),
  ];
  const [ofA, ofB] = [listsOf(a), listsOf(b)];
  return ofA.length === ofB.length && ofA.every((list, i) => same(list, ofB[i]));
}

/** A reduction at hand, and the inputs it is of. */
interface Known {
  readonly inputs: PieceInputs;
  readonly reduction: GpuReduction;
}

/** The engine of a size; it holds one reduction at a time. */
function pieceEngine(
  parts: EngineParts,
  size: BasisSize,
  flexible: boolean,
  first?: Known,
): Pick<AsyncPieceEngine, "reduce"> & Required<Pick<AsyncPieceEngine, "dispose">> {
  let held = first?.reduction, unused = first;
  const release = () => {
    held?.[Symbol.dispose]();
    held = undefined;
  };
  return {
    reduce: async (inputs) => {
      const known = unused && sameInputs(unused.inputs, inputs) ? unused.reduction : undefined;
      unused = undefined;
      if (known) return asyncReduction(parts, known);
      const former = held;
      try {
        held = await reduceAt(parts, size, flexible, inputs, former?.modes);
      } catch (error) {
        held = undefined;
        throw error;
      } finally {
        former?.[Symbol.dispose]();
      }
      return asyncReduction(parts, held);
    },
    dispose: () => {
      release();
      parts.space[Symbol.dispose]();
    },
  };
}

/**
 * Makes a piece ready for the matrix formalism on a device.
 *
 * @param gpu The device.
 * @param piece The piece.
 * @param inputs What it is assembled at first.
 * @param protocol The measurements the size of the basis is found for.
 * @param options Number of modes or tolerance; how the gradient treats the basis.
 * @param stages The stages it is made of.
 * @returns The engine; dispose of it.
 * @throws {GpuError} If the tolerance is below what single precision can tell, or the device fails.
 * @throws {InputError} If an option is impossible.
 */
export async function matrixFormalismPiece(
  gpu: Gpu,
  piece: TissuePiece,
  inputs: PieceInputs,
  protocol: EncodedProtocol,
  options: MatrixFormalismOptions,
  stages: Stages = gpuStages,
): Promise<AsyncPieceEngine> {
  const { method, ...wanted } = wantedBasis(options, piece.mesh.points.shape[0]);
  if ("size" in wanted) {
    const space = pieceSpace(gpu, piece, inputs, wanted.size);
    return pieceEngine({ gpu, piece, space, stages, method }, wanted.size, false);
  }
  const { tolerance } = wanted;
  if (tolerance < LEAST_TOLERANCE) {
    throw new GpuError(
      "precision",
      `The tolerance is ${tolerance} but single precision tells errors down to ${LEAST_TOLERANCE}: ask for at least that, or ` +
        "compute on the CPU, which has double precision",
    );
  }
  const { parts, size, reduction, truncationError } = await chooseGpuBasis(
    { gpu, piece, stages, method },
    inputs,
    protocol,
    tolerance,
  );
  return {
    truncationError,
    ...pieceEngine(parts, size, true, { inputs, reduction }),
  };
}
