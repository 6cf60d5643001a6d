/**
 * Bessel functions of the first kind of integer order.
 *
 * @module
 */

/**
 * The smallest N such that 2|J_k(x)| summed over all k ≥ N is below `tolerance`: how many Chebyshev terms e^{ixs} on
 * [−1, 1] needs (Jacobi-Anger expansion). By Miller's downward recurrence, normalised with J_0 + 2ΣJ_{2k} = 1.
 *
 * @param x The argument, ≥ 0.
 * @param tolerance Absolute size of the tail.
 * @returns The number of terms.
 */
export function jacobiAngerTerms(x: number, tolerance: number): number {
  // The tail past J_0 is x to first order; the recurrence would overflow for very small arguments.
  if (x <= tolerance / 2) return 1;
  const first = 2 * Math.ceil((x + 30 + 12 * Math.cbrt(x)) / 2);
  const values = new Float64Array(first + 2);
  values[first] = 1e-250;
  let sum = 0;
  for (let k = first; k > 0; k--) {
    values[k - 1] = (2 * k / x) * values[k] - values[k + 1];
    if (Math.abs(values[k - 1]) > 1e250) {
      for (let i = k - 1; i <= first; i++) values[i] *= 1e-250;
    }
  }
  for (let k = 2; k <= first; k += 2) sum += 2 * values[k];
  const norm = Math.abs(values[0] + sum);
  let tail = 0, k = first;
  while (k > 1) {
    tail += 2 * Math.abs(values[k - 1]) / norm;
    if (tail > tolerance) break;
    k--;
  }
  return k;
}
