/**
 * LU factorisation with partial pivoting, and triangular and Cholesky solves, on plain row-major matrices.
 *
 * Golub and Van Loan, Matrix Computations, 4th edition, algorithms 3.4.1 and 4.2.1.
 *
 * @module
 */

/** PA = LU: L below the diagonal (unit diagonal), U on and above it. */
export interface LuFactors {
  /** Both factors, row-major [n, n]. */
  readonly factors: Float64Array;
  /** Row of A that is row k of LU. */
  readonly rows: Int32Array;
  /** +1 or −1: the determinant of the permutation. */
  readonly parity: number;
}

/**
 * Factorises a square matrix.
 *
 * @param matrix Row-major [n, n]
 * @param n Number of rows
 * @returns Its factors; a zero on the diagonal of U tells that it is singular
 */
export function factoriseLu(matrix: Float64Array, n: number): LuFactors {
  const factors = matrix.slice();
  const rows = Int32Array.from({ length: n }, (_, k) => k);
  let parity = 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(factors[i * n + k]) > Math.abs(factors[pivot * n + k])) pivot = i;
    }
    if (pivot !== k) {
      parity = -parity;
      [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
      for (let j = 0; j < n; j++) {
        [factors[k * n + j], factors[pivot * n + j]] = [factors[pivot * n + j], factors[k * n + j]];
      }
    }
    const diagonal = factors[k * n + k];
    if (diagonal === 0) continue;
    for (let i = k + 1; i < n; i++) {
      const factor = factors[i * n + k] /= diagonal;
      for (let j = k + 1; j < n; j++) factors[i * n + j] -= factor * factors[k * n + j];
    }
  }
  return { factors, rows, parity };
}

/**
 * Solves A X = B.
 *
 * @param lu Factors of A
 * @param n Number of rows
 * @param b Right-hand sides, row-major [n, columns]
 * @param columns How many
 * @returns X, row-major [n, columns]
 */
export function solveLu(lu: LuFactors, n: number, b: Float64Array, columns: number): Float64Array {
  const { factors, rows } = lu;
  const x = new Float64Array(n * columns);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < columns; c++) x[i * columns + c] = b[rows[i] * columns + c];
    for (let j = 0; j < i; j++) subtractRow(x, i, j, factors[i * n + j], columns);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) subtractRow(x, i, j, factors[i * n + j], columns);
    for (let c = 0; c < columns; c++) x[i * columns + c] /= factors[i * n + i];
  }
  return x;
}

/** Row i minus factor times row j. */
function subtractRow(x: Float64Array, i: number, j: number, factor: number, columns: number): void {
  if (factor === 0) return;
  for (let c = 0; c < columns; c++) x[i * columns + c] -= factor * x[j * columns + c];
}

/**
 * Factorises a symmetric positive definite matrix as L Lᵀ.
 *
 * @param matrix Row-major [n, n]
 * @param n Number of rows
 * @returns L, row-major, or the index of the first pivot that is not positive
 */
export function factoriseCholesky(matrix: Float64Array, n: number): Float64Array | number {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j];
      for (let k = 0; k < j; k++) rest -= lower[i * n + k] * lower[j * n + k];
      if (j < i) lower[i * n + j] = rest / lower[j * n + j];
      else if (rest > 0) lower[i * n + i] = Math.sqrt(rest);
      else return i;
    }
  }
  return lower;
}

/**
 * Solves L Lᵀ X = B.
 *
 * @param lower The Cholesky factor, row-major
 * @param n Number of rows
 * @param b Right-hand sides, row-major [n, columns]
 * @param columns How many
 * @returns X, row-major [n, columns]
 */
export function solveCholesky(
  lower: Float64Array,
  n: number,
  b: Float64Array,
  columns: number,
): Float64Array {
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) subtractRow(x, i, j, lower[i * n + j], columns);
    for (let c = 0; c < columns; c++) x[i * columns + c] /= lower[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) subtractRow(x, i, j, lower[j * n + i], columns);
    for (let c = 0; c < columns; c++) x[i * columns + c] /= lower[i * n + i];
  }
  return x;
}
