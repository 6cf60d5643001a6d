/**
 * Small dense systems.
 *
 * @module
 */

/**
 * Solves A X = B for a few unknowns, by Gaussian elimination with row pivoting.
 *
 * @param a A, [k × k]; overwritten.
 * @param b B, [k × columns]; X on return.
 * @param k Number of unknowns.
 * @param columns Number of right-hand sides.
 */
export function solveSmall(a: Float64Array, b: Float64Array, k: number, columns: number): void {
  for (let p = 0; p < k; p++) {
    let pivot = p;
    for (let i = p + 1; i < k; i++) {
      if (Math.abs(a[i * k + p]) > Math.abs(a[pivot * k + p])) pivot = i;
    }
    if (pivot !== p) {
      for (let j = 0; j < k; j++) {
        [a[p * k + j], a[pivot * k + j]] = [a[pivot * k + j], a[p * k + j]];
      }
      for (let j = 0; j < columns; j++) {
        [b[p * columns + j], b[pivot * columns + j]] = [b[pivot * columns + j], b[p * columns + j]];
      }
    }
    for (let i = p + 1; i < k; i++) {
      const factor = a[i * k + p] / a[p * k + p];
      if (factor === 0) continue;
      for (let j = p; j < k; j++) a[i * k + j] -= factor * a[p * k + j];
      for (let j = 0; j < columns; j++) b[i * columns + j] -= factor * b[p * columns + j];
    }
  }
  for (let i = k - 1; i >= 0; i--) {
    for (let j = 0; j < columns; j++) {
      let sum = b[i * columns + j];
      for (let p = i + 1; p < k; p++) sum -= a[i * k + p] * b[p * columns + j];
      b[i * columns + j] = sum / a[i * k + i];
    }
  }
}
