// Cholesky factorisation A = L L^T of a dense symmetric positive definite matrix, by recursive halves, so that nearly all
// the work is in gemm (Gustavson, IBM J. Res. Dev. 41, 1997).
import { gemm, gemmBlocks } from "./gemm";
import { axpy, dot, entry, offset } from "./rows";

/** Order at which the recursion ends. */
const BASE: i32 = 16;

/** The unblocked factorisation; rows are short. Returns -1, or the row whose pivot is not positive. */
function choleskyBase(n: i32, a: usize, lda: i32): i32 {
  for (let i = 0; i < n; i++) {
    const row = entry(a, i, 0, lda);
    for (let j = 0; j < i; j++) {
      const other = entry(a, j, 0, lda);
      const value = load<f64>(offset(row, j)) - dot(j, row, other);
      store<f64>(offset(row, j), value / load<f64>(offset(other, j)));
    }
    const pivot = load<f64>(offset(row, i)) - dot(i, row, row);
    if (!(pivot > 0 && pivot < Infinity)) return i;
    store<f64>(offset(row, i), sqrt<f64>(pivot));
  }
  return -1;
}

/** B (m x n) <- B L^-T, L n x n lower, whose strict upper triangle becomes scratch. */
export function solveRight(m: i32, n: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  if (n > BASE) {
    const half = ((n >> 1) + 3) & ~3;
    const b2 = offset(b, half);
    solveRight(m, half, l, ldl, b, ldb);
    gemm(0, 1, m, n - half, half, -1, b, ldb, entry(l, half, 0, ldl), ldl, b2, ldb);
    solveRight(m, n - half, entry(l, half, half, ldl), ldl, b2, ldb);
    return;
  }
  // The base block's transpose goes to its strict upper triangle, which no one reads, so that the updates are contiguous.
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) store<f64>(entry(l, j, i, ldl), load<f64>(entry(l, i, j, ldl)));
  }
  for (let r = 0; r < m; r++) {
    const row = entry(b, r, 0, ldb);
    for (let j = 0; j < n; j++) {
      const value = load<f64>(offset(row, j)) / load<f64>(entry(l, j, j, ldl));
      store<f64>(offset(row, j), value);
      axpy(n - j - 1, -value, entry(l, j, j + 1, ldl), offset(row, j + 1));
    }
  }
}

function factorise(n: i32, a: usize, lda: i32): i32 {
  if (n <= BASE) return choleskyBase(n, a, lda);
  const half = ((n >> 1) + 3) & ~3;
  const failed = factorise(half, a, lda);
  if (failed >= 0) return failed;
  const below = entry(a, half, 0, lda), rest = entry(a, half, half, lda);
  solveRight(n - half, half, a, lda, below, lda);
  gemmBlocks(0, 1, n - half, n - half, half, -1, below, lda, below, lda, rest, lda, 1);
  const next = factorise(n - half, rest, lda);
  return next < 0 ? next : half + next;
}

/**
 * The lower triangle of A (n x n) -> L; the strict upper triangle -> zero.
 * Returns -1, or the row whose pivot is not positive: A is not positive definite.
 */
export function cholesky(n: i32, a: usize, lda: i32): i32 {
  const failed = factorise(n, a, lda);
  for (let i = 0; i < n - 1; i++) memory.fill(entry(a, i, i + 1, lda), 0, <usize>(n - i - 1) << 3);
  return failed;
}
