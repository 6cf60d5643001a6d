/**
 * Eigenvalues and eigenvectors of a symmetric 3×3 matrix by Jacobi rotations.
 *
 * @module
 */

/**
 * Diagonalises a symmetric 3×3 matrix.
 *
 * @param matrix The matrix, [3 × 3].
 * @returns Eigenvalues, largest first, and the unit eigenvectors as rows, [3 × 3].
 */
export function symmetricEigen3(
  matrix: Float64Array,
): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  const v = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  for (let sweep = 0; sweep < 50; sweep++) {
    const off = a[1] ** 2 + a[2] ** 2 + a[5] ** 2;
    if (off === 0) break;
    for (const [p, q] of [[0, 1], [0, 2], [1, 2]]) {
      const apq = a[3 * p + q];
      if (apq === 0) continue;
      const theta = (a[4 * q] - a[4 * p]) / (2 * apq);
      const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
      const c = 1 / Math.hypot(t, 1);
      const s = t * c;
      for (let k = 0; k < 3; k++) {
        const [x, y] = [a[3 * k + p], a[3 * k + q]];
        a[3 * k + p] = c * x - s * y;
        a[3 * k + q] = s * x + c * y;
      }
      for (let k = 0; k < 3; k++) {
        const [x, y] = [a[3 * p + k], a[3 * q + k]];
        a[3 * p + k] = c * x - s * y;
        a[3 * q + k] = s * x + c * y;
        const [u, w] = [v[3 * p + k], v[3 * q + k]];
        v[3 * p + k] = c * u - s * w;
        v[3 * q + k] = s * u + c * w;
      }
    }
  }
  const order = [0, 1, 2].sort((i, j) => a[4 * j] - a[4 * i]);
  return {
    values: Float64Array.from(order, (i) => a[4 * i]),
    vectors: Float64Array.from(order.flatMap((i) => [...v.subarray(3 * i, 3 * i + 3)])),
  };
}
