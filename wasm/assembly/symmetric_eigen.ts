// Eigenpairs of a dense symmetric matrix, A z = lambda z, and of a dense symmetric-definite pencil, K p = lambda M p:
// Cholesky of M, standard form L^-1 K L^-T, Householder tridiagonalisation, divide and conquer, back-transformation.
import { cholesky, solveRight } from "./cholesky";
import { divideAndConquer } from "./divide_conquer";
import { gemmBlocks } from "./gemm";
import { entry, offset, scaleTo, transpose } from "./rows";
import { triangularSolve } from "./triangular_solve";
import { applyReflectors, tridiagonalise } from "./tridiagonalise";

/** Beyond this, squares of entries could overflow; below its inverse, underflow: the matrix is scaled first. */
const SAFE: f64 = 1e30;
/** Entries within this of the largest count as large: rounding must not decide a vector's sign. */
const NEARLY: f64 = 1 - 1e-6;

/** Largest magnitude in the lower triangle; NaN or infinite if an entry is. */
function largest(n: i32, a: usize): f64 {
  let value: f64 = 0;
  for (let i = 0; i < n; i++) {
    let p = entry(a, i, 0, n);
    for (let j = 0; j <= i; j++) {
      value = max(value, abs(load<f64>(p)));
      p += 8;
    }
  }
  return value;
}

/**
 * The `count` lowest eigenpairs of A (n x n, lower triangle read, destroyed): all n values ascending, vectors n x count.
 * work: 3 n^2 + 200 n + 8300 doubles, iwork: 5 n integers.
 * Returns 0, 1 (entry not finite) or 2 (no convergence).
 */
function standard(n: i32, count: i32, a: usize, values: usize, vectors: usize, work: usize, iwork: usize): i32 {
  const size = largest(n, a);
  if (!(size < Infinity)) return 1;
  let scale: f64 = 1;
  if (size > SAFE || (size > 0 && size < 1 / SAFE)) {
    scale = 1 / size;
    scaleTo(n * n, scale, a, a);
  }
  const q = work, scratch = offset(q, n * n);
  const d = offset(scratch, 2 * n * n), e = offset(d, n), tau = offset(e, n), rest = offset(tau, n);
  const perm = iwork;
  tridiagonalise(n, a, n, d, e, tau, rest);
  if (divideAndConquer(n, count, d, e, q, perm, scratch, rest, iwork + (<usize>n << 2))) return 2;
  const z = scratch;
  for (let j = 0; j < count; j++) {
    memory.copy(entry(z, j, 0, n), entry(q, load<i32>(perm + (<usize>j << 2)), 0, n), <usize>n << 3);
  }
  for (let j = 0; j < n; j++) {
    store<f64>(offset(values, j), load<f64>(offset(d, load<i32>(perm + (<usize>j << 2)))) / scale);
  }
  applyReflectors(count, n, a, n, tau, z, n, rest);
  transpose(count, n, z, n, vectors, count);
  return 0;
}

/** Order at which halfSolve's recursion ends. */
const BASE: i32 = 16;

/** The lower triangle of X = L^-1 K -> that of the symmetric C = X L^-T. */
function halfSolve(n: i32, x: usize, ldx: i32, l: usize, ldl: i32): void {
  if (n <= BASE) {
    solveRight(n, n, l, ldl, x, ldx);
    return;
  }
  const half = ((n >> 1) + 3) & ~3;
  const below = entry(x, half, 0, ldx), rest = entry(x, half, half, ldx);
  halfSolve(half, x, ldx, l, ldl);
  solveRight(n - half, half, l, ldl, below, ldx);
  gemmBlocks(0, 1, n - half, n - half, half, -1, below, ldx, entry(l, half, 0, ldl), ldl, rest, ldx, 1);
  halfSolve(n - half, rest, ldx, entry(l, half, half, ldl), ldl);
}

/** Turns each column of P (n x m) so that its largest entry (the first of nearly equal ones) is positive. work: 2 m. */
function fixSigns(n: i32, m: i32, p: usize, work: usize): void {
  const size = work, sign = offset(size, m);
  memory.fill(work, 0, <usize>m << 4);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const at = offset(size, j);
      store<f64>(at, max(load<f64>(at), abs(load<f64>(entry(p, i, j, m)))));
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const value = load<f64>(entry(p, i, j, m)), at = offset(sign, j);
      if (load<f64>(at) == 0 && abs(value) >= NEARLY * load<f64>(offset(size, j))) {
        store<f64>(at, copysign<f64>(1, value));
      }
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const at = entry(p, i, j, m);
      store<f64>(at, load<f64>(at) * load<f64>(offset(sign, j)));
    }
  }
}

/** The `count` lowest eigenpairs of A: see `standard`. */
export function symmetricEigen(
  n: i32, count: i32, a: usize, values: usize, vectors: usize, work: usize, iwork: usize,
): i32 {
  const status = standard(n, count, a, values, vectors, work, iwork);
  if (status == 0) fixSigns(n, count, vectors, work);
  return status;
}

/**
 * The `count` lowest eigenpairs of K p = lambda M p (n x n, lower triangles read; K is destroyed, M -> its Cholesky factor),
 * P^T M P = I; outputs, work and status as for `standard`, and 3 + i if M's pivot i is not positive.
 */
export function generalisedEigen(
  n: i32, count: i32, k: usize, m: usize, values: usize, vectors: usize, work: usize, iwork: usize,
): i32 {
  if (!(largest(n, m) < Infinity) || !(largest(n, k) < Infinity)) return 1;
  const pivot = cholesky(n, m, n);
  if (pivot >= 0) return 3 + pivot;
  for (let i = 0; i < n; i++) transpose(1, i, entry(k, i, 0, n), n, entry(k, 0, i, n), n);
  triangularSolve(0, n, n, m, n, k, n);
  halfSolve(n, k, n, m, n);
  const status = standard(n, count, k, values, vectors, work, iwork);
  if (status != 0) return status;
  triangularSolve(1, n, count, m, n, vectors, count);
  fixSigns(n, count, vectors, work);
  return 0;
}
