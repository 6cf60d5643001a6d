/**
 * How many iterations, with polynomials of which degree, solve on the complement of known modes.
 *
 * @module
 */
import { chebyshevCount, type Interval } from "./chebyshev_series.ts";
import type { SpectralBounds } from "./spectral_bounds.ts";

/** The plan of a solve. */
export interface DeflatedPlan {
  /** Where the eigenvalues of D⁻¹(K + mM) on the complement lie. */
  readonly interval: Interval;
  /** Steps of the preconditioner. */
  readonly degree: number;
  /** Iterations of each round. */
  readonly iterations: number;
  /** What may be left of the residual in the preconditioner's norm. */
  readonly tolerance: number;
}

/** What the preconditioner may leave of an error. The less, the fewer iterations with their projections, and the more steps. */
const LEFT = 0.2;
const MOST_STEPS = 60, MOST_ITERATIONS = 200;
/** What single precision can reach. */
const LEAST_TOLERANCE = 2e-7;
/** Iterations more than the bound asks for: the lower end of the spectrum is an estimate. */
const SPARE = 2;

/**
 * Plans a solve from the condition number of the preconditioned equations.
 *
 * @param next Lower bound of the eigenvalues on the complement.
 * @param shifts The shift of every column.
 * @param m m of the preconditioner's matrix K + mM.
 * @param bounds Its bounds.
 * @param tolerance What may be left of the error.
 * @param rounds Rounds that share the work.
 * @returns The plan.
 * @throws {RangeError} If a shift is not below `next`.
 */
export function deflatedPlan(
  next: number,
  shifts: Float64Array,
  m: number,
  bounds: SpectralBounds,
  tolerance: number,
  rounds: number,
): DeflatedPlan {
  const highest = shifts.reduce((most, shift) => Math.max(most, shift), -Infinity);
  if (!(highest < next)) {
    throw new RangeError(
      `Cannot solve with the shift ${highest}, which is not below the first eigenvalue left, ${next}`,
    );
  }
  const { high, massRatio } = bounds;
  const low = Math.min(high / 2, Math.max(bounds.low, (next + m) * massRatio));
  const degree = Math.min(MOST_STEPS, chebyshevCount({ low, high }, LEFT));
  const left = 1 / Math.cosh(degree * Math.acosh((high + low) / (high - low)));
  // The lowest of (λ − s)/(λ + m), where an error is the least seen in the residual.
  const seen = Math.min(1, (next - highest) / (next + m));
  const reached = Math.max(LEAST_TOLERANCE, tolerance * Math.sqrt(seen));
  const most = Math.max(1, (next - Math.min(...shifts)) / (next + m));
  const root = Math.sqrt(most * (1 + left) / (seen * (1 - left)));
  const bound = Math.ceil(root / 2 * Math.log(2 / reached ** (1 / rounds)));
  return {
    interval: { low, high },
    degree,
    iterations: Math.min(MOST_ITERATIONS, bound + SPARE),
    tolerance: reached,
  };
}
