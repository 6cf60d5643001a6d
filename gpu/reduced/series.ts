/**
 * The Chebyshev series of exp(−tA) on one step of a pulse, in the form that single precision bears.
 *
 * With A = ρ(1 + X) and u_k = (−1)^k T_k(X)v, exp(−tA)v = Σ_k c_k u_k, c_k = (2 − δ_k0) e^{−ρt} I_k(ρt), all positive and Σ c_k = 1
 * (Tal-Ezer and Kosloff, J. Chem. Phys. 81, 1984). The slow modes lie at X = −1, the end of the interval, where the recurrence of
 * the T_k amplifies rounding k times. Their differences d_k = u_k − u_{k−1} obey d_{k+1} = d_k − (2/ρ)A u_k, which does not (Reinsch),
 * and exp(−tA)v = v + Σ_{k≥1} C_k d_k with C_k = Σ_{j≥k} c_j, a small correction of v for slow modes.
 *
 * @module
 */
import { besselITerms, gaussLegendre, scaledBesselI } from "../../core/special/mod.ts";

/**
 * The greatest phase of a step. The u_k grow by e^{phase/2} and more where the spectrum is least favourable, and cancel again: in
 * single precision that must stay small.
 */
export const PHASE_PER_STEP = 3;

/** The greatest ρt of a step: more would need more quadrature points than a kernel can hold. */
export const REACH_PER_STEP = 64;

/** What the truncated series errs by, relative to the state. */
const TOLERANCE = 2e-8;

/** The series of a step. */
export interface StepSeries {
  /** ρ, 1/ms. */
  readonly rho: number;
  /** Number of terms, u_0 included. */
  readonly terms: number;
  /** Gauss points within the step. */
  readonly points: number;
  /** Their weights, ms, [points]. */
  readonly weights: Float64Array;
  /** C_k of each Gauss point, [terms − 1][points]. */
  readonly inside: Float64Array;
  /** C_k of the whole step, [terms − 1]. */
  readonly end: Float64Array;
}

/**
 * Gauss points that integrate a product of two states over a step to 1e-5 and better: they resolve boundary layers 1/λ_max thin, and
 * the phase. Receivers of compartments, steps in space, have the sharpest layers.
 */
export function quadraturePoints(decay: number, phase: number): number {
  return Math.ceil(3 + 0.9 * Math.sqrt(decay) + 0.7 * phase);
}

/** Number of terms of a series whose u_k grow as cosh kμ, at the corner 2ρ ± i·phase/t of the spectrum. */
function termsOf(reach: number, phase: number): number {
  const beta = phase / reach, cosh = (beta + Math.sqrt(beta * beta + 4)) / 2, mu = Math.acosh(cosh);
  const most = besselITerms(reach, 1e-40), c = scaledBesselI(reach, most);
  let tail = 0, k = most;
  while (k > 2) {
    tail += 2 * c[k - 1] * Math.cosh((k - 1) * mu);
    if (tail > TOLERANCE) break;
    k--;
  }
  return k;
}

/** C_k(t) for k = 1 … terms − 1. */
function tails(reach: number, terms: number): Float64Array {
  const count = Math.max(terms, besselITerms(reach, 1e-20)), c = scaledBesselI(reach, count);
  const sums = new Float64Array(terms - 1);
  let sum = 0;
  for (let k = count - 1; k > 0; k--) {
    sum += 2 * c[k];
    if (k < terms) sums[k - 1] = sum;
  }
  return sums;
}

/**
 * Makes the series of a step.
 *
 * @param rho ρ, 1/ms.
 * @param step Length of the step, ms.
 * @param phase The greatest phase that spins collect in it.
 * @returns The series.
 */
export function stepSeries(rho: number, step: number, phase: number): StepSeries {
  const terms = termsOf(rho * step, phase), points = quadraturePoints(2 * rho * step, phase);
  const rule = gaussLegendre(points), inside = new Float64Array((terms - 1) * points);
  rule.points.forEach((x, g) =>
    tails(rho * step * x, terms).forEach((value, k) => inside[k * points + g] = value)
  );
  const weights = Float64Array.from(rule.weights, (w) => w * step);
  return { rho, terms, points, weights, inside, end: tails(rho * step, terms) };
}
