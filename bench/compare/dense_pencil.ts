/**
 * The dense pencil that bench/reference/eigh.py builds too.
 *
 * @module
 */

/** K = (sin(1 + ij + i + j)), M = 2n on the diagonal + (cos(ij)): symmetric, M positive definite; row-major n×n. */
export function densePencil(n: number): { k: Float64Array; m: Float64Array } {
  const k = new Float64Array(n * n), m = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      k[i * n + j] = Math.sin(1 + i * j + i + j);
      m[i * n + j] = Math.cos(i * j) + (i === j ? 2 * n : 0);
    }
  }
  return { k, m };
}
