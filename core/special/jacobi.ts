/**
 * Jacobi polynomials with their slopes.
 *
 * @module
 */

/** Values and slopes of polynomials of degree 0 … count − 1 at one point. */
export interface PolynomialValues {
  /** Values, [count]. */
  readonly values: Float64Array;
  /** Derivatives, [count]. */
  readonly slopes: Float64Array;
}

/**
 * P_0^{(a, b)} … P_{count−1}^{(a, b)} at x with their derivatives, by the three-term recurrence (Abramowitz & Stegun 22.7.1)
 * and its derivative. Legendre polynomials have a = b = 0.
 *
 * @param count How many, at least 1.
 * @param a First parameter, > −1.
 * @param b Second parameter, > −1.
 * @param x The point, in [−1, 1].
 * @returns The values and the slopes.
 */
export function jacobiPolynomials(
  count: number,
  a: number,
  b: number,
  x: number,
): PolynomialValues {
  const values = new Float64Array(count), slopes = new Float64Array(count);
  values[0] = 1;
  if (count > 1) {
    values[1] = (a + 1) + (a + b + 2) * (x - 1) / 2;
    slopes[1] = (a + b + 2) / 2;
  }
  for (let n = 2; n < count; n++) {
    const c = 2 * n + a + b;
    const scale = 1 / (2 * n * (n + a + b) * (c - 2));
    const slope = (c - 1) * c * (c - 2) * scale;
    const here = slope * x + (c - 1) * (a * a - b * b) * scale;
    const before = 2 * (n + a - 1) * (n + b - 1) * c * scale;
    values[n] = here * values[n - 1] - before * values[n - 2];
    slopes[n] = slope * values[n - 1] + here * slopes[n - 1] - before * slopes[n - 2];
  }
  return { values, slopes };
}
