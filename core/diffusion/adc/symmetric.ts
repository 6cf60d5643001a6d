/**
 * Symmetric 3×3 matrices as the six entries xx, xy, xz, yy, yz, zz, and cotangents of those entries, where an off-diagonal one stands
 * for both of its places.
 *
 * @module
 */

/** Row and column of each of the six entries. */
export const SYMMETRIC_ENTRIES = [[0, 0], [0, 1], [0, 2], [1, 1], [1, 2], [2, 2]] as const;

/** A x for the matrix A at `at`. */
export function times(a: Float64Array, at: number, x: ArrayLike<number>): [number, number, number] {
  const xx = a[at], xy = a[at + 1], xz = a[at + 2], yy = a[at + 3], yz = a[at + 4], zz = a[at + 5];
  return [
    xx * x[0] + xy * x[1] + xz * x[2],
    xy * x[0] + yy * x[1] + yz * x[2],
    xz * x[0] + yz * x[1] + zz * x[2],
  ];
}

/** W x for the matrix W with Σ_ij W_ij A_ij = Σ_e w_e A_e: off the diagonal each place has half the cotangent. */
export function weigh(w: Float64Array, at: number, x: ArrayLike<number>): [number, number, number] {
  const xx = w[at],
    xy = w[at + 1] / 2,
    xz = w[at + 2] / 2,
    yy = w[at + 3],
    yz = w[at + 4] / 2,
    zz = w[at + 5];
  return [
    xx * x[0] + xy * x[1] + xz * x[2],
    xy * x[0] + yy * x[1] + yz * x[2],
    xz * x[0] + yz * x[1] + zz * x[2],
  ];
}

/** Adds scale · sym(l rᵀ) to the entries at `at`. */
export function addProduct(
  out: Float64Array,
  at: number,
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  scale: number,
): void {
  const a = left[0], b = left[1], c = left[2], x = right[0], y = right[1], z = right[2];
  const half = scale / 2;
  out[at] += scale * a * x;
  out[at + 1] += half * (a * y + b * x);
  out[at + 2] += half * (a * z + c * x);
  out[at + 3] += scale * b * y;
  out[at + 4] += half * (b * z + c * y);
  out[at + 5] += scale * c * z;
}

/** Adds to cotangents at `at` those of lᵀ A r: each off-diagonal entry of A counts twice. */
export function addCotangent(
  out: Float64Array,
  at: number,
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  scale: number,
): void {
  SYMMETRIC_ENTRIES.forEach(([i, j], e) => {
    out[at + e] += scale * (i === j ? left[i] * right[i] : left[i] * right[j] + left[j] * right[i]);
  });
}

/** Σ_ij A_ij B_ij of two matrices of six entries. */
export function contract(a: Float64Array, at: number, b: Float64Array, bt: number): number {
  let sum = 0;
  SYMMETRIC_ENTRIES.forEach(([i, j], e) => sum += (i === j ? 1 : 2) * a[at + e] * b[bt + e]);
  return sum;
}

/** aᵀ b. */
export function dot3(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
