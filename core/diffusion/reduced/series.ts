/**
 * The Chebyshev series of exp(−tA) on one step of a pulse, at the quadrature times and at the step's end.
 *
 * @module
 */
import { chebyshevSeries } from "../../linalg/exponential/mod.ts";
import { gaussLegendre } from "../../special/mod.ts";

/** Coefficients of exp(−tA) = Σ_k c_k(t) T_k(A/ρ − 1) at several times. */
export interface StepSeries {
  /** ρ: Λ lies in [0, 2ρ], 1/ms. */
  readonly rho: number;
  /** Number of times. */
  readonly times: number;
  /** c_k(t), [times × terms]; the last row is the whole step. */
  readonly coefficients: Float64Array;
  /** Quadrature weights in ms of all times but the last, [times − 1]. */
  readonly weights: Float64Array;
}

/**
 * Makes the series for a step.
 *
 * @param rho ρ, 1/ms, positive.
 * @param step Length of the step, ms.
 * @param quadraturePoints Number of Gauss points within the step; 0 for the end alone.
 * @returns The coefficients.
 */
export function stepSeries(rho: number, step: number, quadraturePoints: number): StepSeries {
  const rule = quadraturePoints > 0
    ? gaussLegendre(quadraturePoints)
    : { points: new Float64Array(0), weights: new Float64Array(0) };
  const times = [...rule.points.map((x) => x * step), step];
  const coefficients = chebyshevSeries(rho, times);
  return { rho, times: times.length, coefficients, weights: rule.weights.map((w) => w * step) };
}
