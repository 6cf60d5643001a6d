/**
 * With what probability a Gaussian step crosses a permeable wall or is absorbed by a relaxing one.
 *
 * The linear profiles far from the wall must drive the flux κ(c₁ − c₂). With X_i = κ_i √(πh/D_i) for the way out of side i,
 *
 *   p_i/X_i = P/X̄ = (1 − P)(1 − β(P) P),  P = (p₁ + p₂)/2,  X̄ = (X₁ + X₂)/2.
 *
 * p = X is the familiar first order (Fieremans and Lee, NeuroImage 182, 2018, for steps of fixed length), 2 % wrong at X = 0.02;
 * with 1 − P the mean flux is right. β is what remains of the half-space (Milne) problem of the Gaussian kernel, which depends on
 * P alone also where the sides differ: β(1) = 1 − 8/(3π), β(½) = 2 + 8 ζ(½)/(2π) (Chernoff's constant), β(0) by quadrature.
 * Detailed balance ρ₁p₁√D₁ = ρ₂p₂√D₂ holds exactly.
 *
 * @module
 */

/** β at P = 0, ½ and 1. */
const BETA_NONE = 0.13136, BETA_HALF = 0.1406187, BETA_ALL = 1 - 8 / (3 * Math.PI);
/** β(P) = β₀ + β₁P + β₂P², right to 2e-5. */
const BETA_2 = 2 * (BETA_ALL + BETA_NONE - 2 * BETA_HALF);
const BETA_1 = BETA_ALL - BETA_NONE - BETA_2;
/** Newton's iterations for P: each doubles the digits, and the first guess has one. */
const ITERATIONS = 6;

/**
 * X = κ√(πh/D): the probability to cross, to first order.
 *
 * @param permeability κ out of this side, µm/ms.
 * @param diffusivity nᵀDn on this side, µm²/ms.
 * @param timeStep h, ms.
 * @returns X, without unit.
 */
export function firstOrderCrossing(
  permeability: number,
  diffusivity: number,
  timeStep: number,
): number {
  return permeability * Math.sqrt(Math.PI * timeStep / diffusivity);
}

/** P of X̄. */
function meanProbability(x: number): number {
  let p = x / (1 + x);
  for (let i = 0; i < ITERATIONS; i++) {
    const rest = 1 - p * (BETA_NONE + p * (BETA_1 + p * BETA_2));
    const slope = -(BETA_NONE + p * (2 * BETA_1 + 3 * p * BETA_2));
    p -= (p - x * (1 - p) * rest) / (1 + x * rest - x * (1 - p) * slope);
  }
  return p;
}

/**
 * The probability to cross a permeable wall.
 *
 * @param there X of the way across, from {@linkcode firstOrderCrossing}.
 * @param back X of the way back.
 * @returns p of the way across; above 1 where no probability gives the permeability with steps this long.
 */
export function crossingProbability(there: number, back: number): number {
  const mean = (there + back) / 2;
  return mean === 0 ? 0 : there * meanProbability(mean) / mean;
}

/**
 * The probability to be absorbed by a relaxing wall, D∂M/∂n = −κM: the way across with nothing coming back.
 *
 * @param there X = κ√(πh/D).
 * @returns p.
 */
export function absorptionProbability(there: number): number {
  return 2 * meanProbability(there / 2);
}
