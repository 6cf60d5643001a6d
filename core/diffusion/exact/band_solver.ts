/**
 * LU factorisation of a banded matrix whose symmetric part is positive definite, which needs no pivoting.
 *
 * @module
 */

/** A square matrix with `bandwidth` diagonals on each side; entry (i, j) is at i (2 bandwidth + 1) + j − i + bandwidth. */
export interface BandMatrix {
  /** Number of rows. */
  readonly size: number;
  /** Diagonals on each side of the main one. */
  readonly bandwidth: number;
  /** The entries row by row. */
  readonly data: Float64Array;
}

/** Where entry (i, j) is. */
export function bandIndex(matrix: BandMatrix, i: number, j: number): number {
  return i * (2 * matrix.bandwidth + 1) + j - i + matrix.bandwidth;
}

/**
 * Factorises a banded matrix in place and returns the solver.
 *
 * @param matrix The matrix; overwritten by its factors.
 * @returns A function that solves with one right-hand side, in place.
 */
export function bandSolver(matrix: BandMatrix): (rhs: Float64Array) => void {
  const { size, bandwidth, data } = matrix;
  for (let k = 0; k < size; k++) {
    const pivot = data[bandIndex(matrix, k, k)];
    const last = Math.min(size - 1, k + bandwidth);
    const pivotRow = bandIndex(matrix, k, 0);
    for (let i = k + 1; i <= last; i++) {
      const row = bandIndex(matrix, i, 0);
      const factor = data[row + k] /= pivot;
      if (factor === 0) continue;
      for (let j = k + 1; j <= last; j++) data[row + j] -= factor * data[pivotRow + j];
    }
  }
  return (rhs) => {
    for (let i = 1; i < size; i++) {
      const row = bandIndex(matrix, i, 0);
      let sum = rhs[i];
      for (let j = Math.max(0, i - bandwidth); j < i; j++) sum -= data[row + j] * rhs[j];
      rhs[i] = sum;
    }
    for (let i = size - 1; i >= 0; i--) {
      const row = bandIndex(matrix, i, 0);
      let sum = rhs[i];
      const last = Math.min(size - 1, i + bandwidth);
      for (let j = i + 1; j <= last; j++) sum -= data[row + j] * rhs[j];
      rhs[i] = sum / data[row + i];
    }
  };
}
