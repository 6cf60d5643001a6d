/**
 * The lowest eigenpairs of a sparse symmetric pencil K p = λ M p, by shift-invert block Lanczos.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { columnsOf } from "../dense/mod.ts";
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

/** The search for the lowest eigenpairs of one pencil, which can be asked again for more of them. */
export interface EigenIteration {
  /**
   * Computes the lowest eigenpairs; the Krylov space is extended as far as they need.
   *
   * @param count Number of pairs wanted.
   * @returns The pairs, each with a residual below {@linkcode RITZ_TOLERANCE}.
   * @throws {InputError} If they do not converge within the space's panels.
   */
  readonly lowest: (count: number) => LanczosResult;
  /** Computes a former result again, to the last bit, in a space that has served others since. */
  readonly repeat: (former: LanczosResult) => LanczosResult;
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

/** The eigenpairs in the Krylov space as it is. */
function resultOf(
  space: KrylovSpace,
  projection: Projection,
  ritz: RitzPairs,
  shift: number,
  count: number,
): LanczosResult {
  const own = columnsOf(ritz.vectors, ritz.count, 0, count);
  return {
    values: ritz.theta.slice(0, count).map((theta) => 1 / theta - shift),
    vectors: combinePanels(space, ritz.order, own, count),
    next: 1 / ritz.theta[count] - shift,
    shift,
    projection: { diagonal: [...projection.diagonal], coupling: [...projection.coupling] },
  };
}

/**
 * Factorises K + σM and starts the search.
 *
 * @param space A space with room for {@linkcode panelsFor} panels; its contents are replaced.
 * @param stiffness Values of K on the space's pattern.
 * @param mass Values of M.
 * @param shift σ > 0: K + σM is factorised.
 * @returns The search, which stands until the space is loaded again.
 */
export function eigenIteration(
  space: KrylovSpace,
  stiffness: Float64Array,
  mass: Float64Array,
  shift: number,
): EigenIteration {
  space.load(stiffness, mass, shift);
  const { projection, advance } = lanczosIteration(space);
  const most = space.panels.length - 1;
  const lowest = (count: number): LanczosResult => {
    const { first, step } = schedule(count);
    let target = Math.min(Math.max(first, projection.diagonal.length), most);
    for (;;) {
      while (projection.diagonal.length < target) advance();
      const ritz = ritzPairs(projection, count + 1);
      if (converged(ritz, count)) return resultOf(space, projection, ritz, shift, count);
      if (target === most) {
        throw new InputError(
          `The ${count} lowest modes do not converge in a Krylov space of ${
            target * BLOCK
          } vectors: ` +
            "the mesh may have nearly flat tetrahedra, look at its quality, or a constant of the tissue is extreme",
        );
      }
      target = Math.min(target + step, most);
    }
  };
  const repeat = (former: LanczosResult): LanczosResult => {
    while (projection.diagonal.length < former.projection.diagonal.length) advance();
    const count = former.values.length;
    return resultOf(space, projection, ritzPairs(projection, count + 1), shift, count);
  };
  return { lowest, repeat };
}

/**
 * Computes the lowest eigenpairs once.
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
  return eigenIteration(space, stiffness, mass, shift).lowest(count);
}
