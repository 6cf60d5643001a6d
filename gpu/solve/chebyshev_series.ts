/**
 * The factors of the Chebyshev semi-iteration x_{j+1} = x_j + μ_j (x_j − x_{j−1}) + ω_j D⁻¹(f − A x_j).
 *
 * Golub & Varga, Numer. Math. 3 (1961); Saad, Iterative Methods for Sparse Linear Systems, algorithm 12.1.
 *
 * @module
 */

/** Factors of one step. */
export interface ChebyshevStep {
  /** μ_j, 0 in the first step. */
  readonly momentum: number;
  /** ω_j. */
  readonly weight: number;
}

/** The interval that the spectrum of D⁻¹A lies in. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The factors of a number of steps. */
export function chebyshevSteps({ low, high }: Interval, count: number): ChebyshevStep[] {
  const middle = (high + low) / 2, half = (high - low) / 2;
  const steps: ChebyshevStep[] = [];
  let ratio = half / middle;
  for (let j = 0; j < count; j++) {
    if (j === 0) {
      steps.push({ momentum: 0, weight: 1 / middle });
      continue;
    }
    const next = 1 / (2 * middle / half - ratio);
    steps.push({ momentum: next * ratio, weight: 2 * next / half });
    ratio = next;
  }
  return steps;
}

/** Steps after which what the iteration leaves of any error, 1/T_j((high + low)/(high − low)), is below a tolerance. */
export function chebyshevCount({ low, high }: Interval, tolerance: number): number {
  const root = Math.sqrt(high / low);
  if (root <= 1) return 1;
  return Math.max(1, Math.ceil(Math.log(2 / tolerance) / Math.log((root + 1) / (root - 1))));
}
