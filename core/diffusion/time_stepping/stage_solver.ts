/**
 * Solves the equation of a stage, (M + τK + iτ̃Q)X = B, with the real factorisation of M + τK.
 *
 * Preconditioned by it the matrix is 1 + iE with E real symmetric in the inner product of M + τK and ‖E‖ ≤ τ̃ max|q·x| = e, so the
 * Chebyshev iteration for the segment 1 + i[−e, e] (Manteuffel, Numer. Math. 28, 1977) converges as (e/(1 + √(1 + e²)))^k. The
 * number of iterations is known beforehand: the solver is one linear map, and complex symmetric as the matrix is. One real
 * factorisation serves all gradients; a complex one of four times the arithmetic would serve a single gradient.
 *
 * @module
 */
import { applyCoupling, type Coupling } from "./coupling.ts";
import { linearCombination } from "./linear_combination.ts";
import type { BlochTorreySystem } from "./system.ts";

/** How far the inner iteration goes, relative to the right-hand side. */
const INNER_TOLERANCE = 1e-12;

/** Number of iterations that reduce any error by a tolerance. */
export function innerIterations(e: number, tolerance: number = INNER_TOLERANCE): number {
  if (e === 0) return 1;
  const rate = e / (1 + Math.sqrt(1 + e * e));
  return Math.max(1, Math.ceil(Math.log(tolerance / 2) / Math.log(rate)));
}

/** The matrix of a stage. */
export interface StageMatrix {
  /** τ = h a_ii, ms. */
  readonly tau: number;
  /** τ̃ = h ã_ii, ms; 0 where the gradient is explicit. */
  readonly gradientTau: number;
  readonly stored: boolean;
  readonly coupling: Coupling;
}

/**
 * Solves in place.
 *
 * @param system The system.
 * @param matrix The matrix of the stage.
 * @param x B on entry, X on return, [nodes × 2 states].
 * @param work Room for four blocks.
 */
export function solveStage(
  system: BlochTorreySystem,
  { tau, gradientTau, stored, coupling }: StageMatrix,
  x: Float64Array,
  [residual, update, product, spare]: readonly Float64Array[],
): void {
  const columns = 2 * coupling.states;
  system.solve(tau, stored, x, columns);
  const e = gradientTau * coupling.reach;
  if (e === 0) return;
  residual.set(x);
  update.set(x);
  let r = e;
  for (let left = innerIterations(e) - 1; left > 0; left--) {
    applyCoupling(system, coupling, update, product, spare);
    system.solve(tau, stored, product, columns);
    linearCombination(residual, [[1, residual], [-1, update], [gradientTau, product]]);
    const next = 1 / (2 / e + r);
    linearCombination(update, [[-next * r, update], [2 * next / e, residual]]);
    linearCombination(x, [[1, x], [1, update]]);
    r = next;
  }
}
