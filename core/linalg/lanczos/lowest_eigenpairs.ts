/**
 * The lowest eigenpairs of a sparse symmetric pencil K p = λ M p, by shift-invert block Lanczos.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { lanczosIteration, type Projection } from "./iterate.ts";
import { BLOCK, type KrylovSpace } from "./krylov_space.ts";
import { combinePanels, type RitzPairs, ritzPairs } from "./ritz.ts";

/** ‖T u − θ u‖_M / θ below which a Ritz pair counts as an eigenpair. */
export const RITZ_TOLERANCE = 1e-10;

/** Converged eigenpairs, and the projection they came from. */
export interface LanczosResult {
  /** λ, ascending, [count]. */
  readonly values: Float64Array;
  /** Eigenvectors as columns with PᵀMP = I, [rows × count]. */
  readonly vectors: Float64Array;
  /** The first Ritz value left out. */
  readonly next: number;
  /** The shift σ. */
  readonly shift: number;
  /** The projected matrix; the Krylov panels stay in the space until it is used again. */
  readonly projection: Projection;
}

/** Panels after which `count` pairs have usually converged, with what is added between looks. */
function schedule(count: number): { first: number; step: number } {
  return {
    first: Math.ceil(1.9 * count / BLOCK) + 4,
    step: Math.max(2, Math.ceil(0.12 * count / BLOCK)),
  };
}

/** Most panels the iteration for `count` pairs may need, on a mesh of `rows` nodes. */
export function panelsFor(rows: number, count: number): number {
  return Math.min(Math.floor(rows / BLOCK), Math.ceil(5 * count / BLOCK) + 16);
}

/** Number of panels that `count` eigenvectors fill. */
export function deflatedFor(count: number): number {
  return Math.ceil(count / BLOCK);
}

function converged(ritz: RitzPairs, count: number): boolean {
  if (ritz.count < count + 1) return false;
  for (let j = 0; j < count; j++) {
    if (!(ritz.residuals[j] <= RITZ_TOLERANCE * ritz.theta[j])) return false;
  }
  return true;
}

/**
 * Computes the lowest eigenpairs.
 *
 * @param space A space with room for {@linkcode panelsFor} panels; its contents are replaced.
 * @param stiffness Values of K on the space's pattern.
 * @param mass Values of M.
 * @param shift σ > 0: K + σM is factorised.
 * @param count Number of pairs wanted.
 * @returns The pairs, each with a residual below {@linkcode RITZ_TOLERANCE}.
 * @throws {InputError} If they do not converge within the space's panels.
 */
export function lowestEigenpairs(
  space: KrylovSpace,
  stiffness: Float64Array,
  mass: Float64Array,
  shift: number,
  count: number,
): LanczosResult {
  space.load(stiffness, mass, shift);
  const { projection, advance } = lanczosIteration(space);
  const { first, step } = schedule(count);
  const most = space.panels.length - 1;
  let target = Math.min(first, most);
  for (;;) {
    while (projection.diagonal.length < target) advance();
    const ritz = ritzPairs(projection, count + 1);
    if (converged(ritz, count)) {
      const own = new Float64Array(ritz.order * count);
      for (let row = 0; row < ritz.order; row++) {
        own.set(ritz.vectors.subarray(row * ritz.count, row * ritz.count + count), row * count);
      }
      return {
        values: ritz.theta.slice(0, count).map((theta) => 1 / theta - shift),
        vectors: combinePanels(space, ritz.order, own, count),
        next: 1 / ritz.theta[count] - shift,
        shift,
        projection,
      };
    }
    if (target === most) {
      throw new InputError(
        `The ${count} lowest modes do not converge in a Krylov space of ${
          target * BLOCK
        } vectors: ` +
          "the mesh may have nearly flat tetrahedra, look at its quality",
      );
    }
    target = Math.min(target + step, most);
  }
}
