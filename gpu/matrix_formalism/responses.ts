/**
 * The static responses (K + σM)⁻¹f of a piece.
 *
 * In the span of the modes they are known in double precision: P(Λ + σ)⁻¹Pᵀf. The device solves on the complement, where the pencil is
 * far better conditioned. Its error, a millionth of the response or so, is not refined away: it changes signals by less than single
 * precision does elsewhere, for a basis of responses that are slightly wrong is as good a Galerkin basis.
 *
 * @module
 */
import type { P1Space } from "../../core/fem/mod.ts";
import { denseProduct } from "../../core/linalg/dense/mod.ts";
import { uploadBlock, withoutPadding } from "../block.ts";
import type { Gpu } from "../device.ts";
import { checkResiduals, type ComplementSolver } from "./complement.ts";
import type { PieceModes } from "./piece_modes.ts";
import type { RespondLater } from "./with_responses.ts";

/** x += α y. */
function add(x: Float64Array, y: Float64Array, alpha: number): void {
  for (let e = 0; e < x.length; e++) x[e] += alpha * y[e];
}

/** MP in double precision; uses the space's blocks. */
function massProducts(space: P1Space, { vectors, modes }: PieceModes): Float64Array {
  const [from, to] = space.blocks;
  from.set(vectors);
  space.apply(space.matrices.mass, from, modes, to);
  return to.slice(0, vectors.length);
}

/**
 * Makes the responses of a piece.
 *
 * @param gpu The device.
 * @param space The space in double precision, holding the matrices of the modes; its blocks are used.
 * @param modes The modes.
 * @param solver Solves on their complement.
 * @returns The responses; one read-back for each question.
 */
export function staticResponses(
  gpu: Gpu,
  space: P1Space,
  modes: PieceModes,
  solver: ComplementSolver,
): RespondLater {
  const { nodes } = space, { modes: n, vectors, eigenvalues, shift } = modes;
  const massModes = massProducts(space, modes);
  return async (f, columns) => {
    const inSpan = denseProduct(vectors, f, n, nodes, columns, { transA: true });
    const outside = f.slice();
    add(outside, denseProduct(massModes, inSpan, nodes, n, columns), -1);
    using right = uploadBlock(gpu, "right-hand sides", outside, nodes, columns);
    using residuals = gpu.array("residuals of responses", columns);
    using x = solver.solve(right, new Float64Array(columns).fill(-shift), residuals);
    const [data, left] = await gpu.read(x.array, residuals), response = withoutPadding(x, data);
    checkResiduals(left);
    // What is left of the modes is noise.
    const along = denseProduct(massModes, response, n, nodes, columns, { transA: true });
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < columns; j++) {
        const e = i * columns + j;
        inSpan[e] = inSpan[e] / (eigenvalues[i] + shift) - along[e];
      }
    }
    add(response, denseProduct(vectors, inSpan, nodes, n, columns), 1);
    return response;
  };
}
