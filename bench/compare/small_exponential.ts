/**
 * exp(−τH)e₁ of a small complex Hessenberg matrix, by the Chebyshev series of exp on the interval of H's real part.
 *
 * @module
 */
import { besselITerms, scaledBesselI } from "../../core/special/mod.ts";

/** A complex matrix, row-major, or a vector. */
export interface Complex {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Size of a coefficient that no growth of T_k about the interval can make matter. */
const NEGLIGIBLE = 1e-20;

/**
 * exp(−τH)e₁ = Σ c_k T_k(H/ρ − 1)e₁ for many H.
 *
 * @param n Order of H.
 * @param rho The numerical range of H has real parts in [0, 2ρ].
 * @param tau τ.
 * @returns The function of H.
 */
export function smallExponential(n: number, rho: number, tau: number): (h: Complex) => Complex {
  const terms = besselITerms(rho * tau, NEGLIGIBLE);
  const values = scaledBesselI(rho * tau, terms);
  return (h) => {
    const real = new Float64Array(n), imaginary = new Float64Array(n);
    let [re, im, oldRe, oldIm] = Array.from({ length: 4 }, () => new Float64Array(n));
    re[0] = 1;
    for (let k = 0; k < terms; k++) {
      const c = (k === 0 ? 1 : k % 2 === 0 ? 2 : -2) * values[k];
      const factor = k === 0 ? 1 : 2;
      for (let i = 0; i < n; i++) {
        real[i] += c * re[i];
        imaginary[i] += c * im[i];
      }
      for (let i = 0; i < n; i++) {
        let sumRe = 0, sumIm = 0;
        for (let j = i === 0 ? 0 : i - 1, e = i * n + j; j < n; j++, e++) {
          sumRe += h.real[e] * re[j] - h.imaginary[e] * im[j];
          sumIm += h.real[e] * im[j] + h.imaginary[e] * re[j];
        }
        oldRe[i] = factor * (sumRe / rho - re[i]) - oldRe[i];
        oldIm[i] = factor * (sumIm / rho - im[i]) - oldIm[i];
      }
      [re, oldRe] = [oldRe, re];
      [im, oldIm] = [oldIm, im];
    }
    return { real, imaginary };
  };
}
