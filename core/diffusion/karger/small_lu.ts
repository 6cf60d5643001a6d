/**
 * LU factorisation of small dense matrices with partial pivoting, and solves with the matrix and its transpose (Golub and Van Loan,
 * Matrix Computations, algorithm 3.4.1).
 *
 * @module
 */

/** PA = LU. */
export interface SmallLu {
  /** L below the diagonal, U on and above it, [n × n]. */
  readonly factors: Float64Array;
  /** The row that was swapped with row k in step k, [n]. */
  readonly swaps: Int32Array;
}

/** Factorises a matrix in place; it must not be singular. */
export function smallLu(matrix: Float64Array, n: number): SmallLu {
  const swaps = new Int32Array(n);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(matrix[i * n + k]) > Math.abs(matrix[pivot * n + k])) pivot = i;
    }
    swaps[k] = pivot;
    if (pivot !== k) {
      for (let j = 0; j < n; j++) {
        const above = matrix[k * n + j];
        matrix[k * n + j] = matrix[pivot * n + j];
        matrix[pivot * n + j] = above;
      }
    }
    for (let i = k + 1; i < n; i++) {
      const factor = matrix[i * n + k] /= matrix[k * n + k];
      if (factor === 0) continue;
      for (let j = k + 1; j < n; j++) matrix[i * n + j] -= factor * matrix[k * n + j];
    }
  }
  return { factors: matrix, swaps };
}

function swap(x: Float64Array, i: number, j: number): void {
  const before = x[i];
  x[i] = x[j];
  x[j] = before;
}

/** Solves A x = b in place. */
export function solveLu({ factors, swaps }: SmallLu, x: Float64Array): Float64Array {
  const n = x.length;
  for (let k = 0; k < n; k++) if (swaps[k] !== k) swap(x, k, swaps[k]);
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) x[i] -= factors[i * n + j] * x[j];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i] -= factors[i * n + j] * x[j];
    x[i] /= factors[i * n + i];
  }
  return x;
}

/** Solves Aᵀ x = b in place: Aᵀ = UᵀLᵀP. */
export function solveTransposed({ factors, swaps }: SmallLu, x: Float64Array): Float64Array {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) x[i] -= factors[j * n + i] * x[j];
    x[i] /= factors[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i] -= factors[j * n + i] * x[j];
  }
  for (let k = n - 1; k >= 0; k--) if (swaps[k] !== k) swap(x, k, swaps[k]);
  return x;
}
