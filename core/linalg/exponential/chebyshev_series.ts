/**
 * The Chebyshev series of exp(−tA) for A with a spectrum near [0, 2ρ]: c_k(t) = (2 − δ_k0)(−1)^k e^{−ρt} I_k(ρt).
 *
 * Tal-Ezer and Kosloff, J. Chem. Phys. 81 (1984).
 *
 * @module
 */
import { besselITerms, scaledBesselI } from "../../special/mod.ts";

/** Terms smaller than this can matter no more, however much the imaginary part of A makes T_k grow. */
const NEGLIGIBLE = 1e-70;

/**
 * Phase q·t·‖W‖ of a step above which the recurrence would lose digits to cancellation: T_k grows as e^phase.
 */
export const PHASE_PER_STEP = 8;

/**
 * Coefficients of exp(−tA) = Σ_k c_k(t) T_k(A/ρ − 1) at several times.
 *
 * @param rho ρ, positive.
 * @param times The times, ascending.
 * @returns c_k(t), row-major [times × terms].
 */
export function chebyshevSeries(rho: number, times: readonly number[]): Float64Array {
  const terms = besselITerms(rho * times[times.length - 1], NEGLIGIBLE);
  const coefficients = new Float64Array(times.length * terms);
  times.forEach((t, row) => {
    const values = scaledBesselI(rho * t, terms);
    for (let k = 0; k < terms; k++) {
      coefficients[row * terms + k] = (k === 0 ? 1 : k % 2 === 0 ? 2 : -2) * values[k];
    }
  });
  return coefficients;
}
