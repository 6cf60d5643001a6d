/**
 * The lowest Laplace eigenmodes of a closed compartment as the space its response to a waveform is sought in: the matrix
 * formalism's truncation.
 *
 * @module
 */
import type { P1Space } from "../../fem/mod.ts";
import { InputError } from "../../input_error.ts";
import { denseProduct } from "../../linalg/mod.ts";
import { atGap, type SpectralSolver } from "../../spectral/mod.ts";
import type { PhaseBasis } from "./krylov_basis.ts";

/**
 * The eigenmodes of the matrices last assembled.
 *
 * @param space The space of a connected piece.
 * @param solve Computes its lowest modes.
 * @param x Coordinates about the piece's centre, [nodes] each.
 * @param differentiating Whether the modes must have a derivative.
 * @returns The basis.
 * @throws {InputError} If they must and the modes end within a cluster of equal eigenvalues.
 */
export function modeBasis(
  space: P1Space,
  solve: SpectralSolver,
  x: readonly Float64Array[],
  differentiating: boolean,
): PhaseBasis {
  const { modes, eigenvalues, vectors, next, complement } = solve(), { nodes } = space;
  const fewer = atGap(eigenvalues, next, modes);
  if (differentiating && fewer !== modes) {
    throw new InputError(
      `The gradient does not exist: ${modes} modes end within a cluster of equal eigenvalues, use ${fewer}`,
    );
  }
  const [from, to] = space.blocks;
  x.forEach((coordinate, k) => coordinate.forEach((value, i) => from[3 * i + k] = value));
  space.apply(space.matrices.mass, from, 3, to);
  return {
    rates: eigenvalues.map((value) => Math.max(0, value)),
    vectors,
    moments: denseProduct(vectors, to.slice(0, 3 * nodes), modes, nodes, 3, { transA: true }),
    complement,
  };
}
