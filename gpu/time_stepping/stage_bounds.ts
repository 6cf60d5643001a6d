/**
 * Bounds of the spectra of D⁻¹(M + τK) for any number of τ, D the diagonal, from few.
 *
 * With f_x(τ) = xᵀ(M + τK)x / xᵀDx of a vector x: f_x is monotonic in τ, and τ f_x grows. So between τ₁ and τ₂ the largest eigenvalue is
 * at most the larger of those at both ends; the least is at least τ₁/τ times that at τ₁, and at least that at τ₂ or the least of
 * D_M⁻¹M, which is no less than 1/2 (Wathen, IMA J. Numer. Anal. 7, 1987). How tight that is f of the vector of ones tells, which is
 * close to the lowest mode. Long steps, of which a pause has many, all follow from one.
 *
 * @module
 */
import type { CsrPattern } from "../../core/linalg/sparse/mod.ts";
import { type SpectralBounds, spectralBounds } from "../solve/mod.ts";

/** The least eigenvalue of D⁻¹M for linear tetrahedra. */
const LEAST_MASS = 1 / 2;

/** D of M + τK. */
function diagonalOf(
  { rows, rowStart, columnIndex }: CsrPattern,
  stiffness: Float64Array,
  mass: Float64Array,
  tau: number,
): Float64Array {
  const diagonal = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) {
      if (columnIndex[e] === row) diagonal[row] = mass[e] + tau * stiffness[e];
    }
  }
  return diagonal;
}

/** Part of the least eigenvalue that its bound may fall short of before it is searched for; the iterations grow by half of it. */
const SHORT = 0.25;
/** How far beyond the largest τ asked for the next search is. */
const AHEAD = 16;

/** The ends of the spectrum at one τ. */
interface Ends {
  readonly tau: number;
  readonly low: number;
  readonly high: number;
  /** f of the vector of ones. */
  readonly ones: number;
}

/** The bound of the least eigenvalue from the spectra at smaller and larger τ; nothing where it may be too loose. */
function lowBetween(below: Ends, above: Ends, tau: number, ones: number): number | undefined {
  const fromBelow = below.low * below.tau / tau, fromAbove = Math.min(above.low, LEAST_MASS);
  const tight = (bound: number, { low, ones: there }: Ends) =>
    bound >= (1 - SHORT) * low * ones / there;
  return tight(fromBelow, below) || tight(fromAbove, above)
    ? Math.max(fromBelow, fromAbove)
    : undefined;
}

/**
 * Makes the function from τ to the bounds.
 *
 * @param pattern The pattern of K and M.
 * @param stiffness K, [entries].
 * @param mass M, [entries].
 * @returns The function; τ is not negative.
 */
export function stageBounds(
  pattern: CsrPattern,
  stiffness: Float64Array,
  mass: Float64Array,
): (tau: number) => SpectralBounds {
  /** By ascending τ, from 0 on. */
  const known: Ends[] = [];
  const totals = [mass, stiffness].map((values) => values.reduce((sum, x) => sum + x, 0));
  const onesAt = (tau: number, diagonal: Float64Array) =>
    (totals[0] + tau * totals[1]) / diagonal.reduce((sum, x) => sum + x, 0);
  const search = (tau: number): Ends => {
    const { low, high, diagonal } = spectralBounds(pattern, stiffness, mass, tau, 1);
    const ends = { tau, low, high, ones: onesAt(tau, diagonal) };
    known.push(ends);
    known.sort((a, b) => a.tau - b.tau);
    return ends;
  };
  return (tau) => {
    const diagonal = diagonalOf(pattern, stiffness, mass, tau);
    const massRatio = totals[0] / diagonal.reduce((sum, x) => sum + x, 0);
    if (known.length === 0) search(0);
    const exact = known.find((ends) => ends.tau === tau);
    if (exact) return { low: exact.low, high: exact.high, diagonal, massRatio };
    const above = known.find((ends) => ends.tau > tau) ?? search(AHEAD * tau);
    const below = known.findLast((ends) => ends.tau < tau)!;
    const low = lowBetween(below, above, tau, onesAt(tau, diagonal));
    const { low: least, high } = low === undefined
      ? search(tau)
      : { low, high: Math.max(below.high, above.high) };
    return { low: least, high, diagonal, massRatio };
  };
}
