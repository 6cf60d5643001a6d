// Householder reduction A = Q T Q^T of a symmetric matrix, of which the lower triangle is read, and the product by Q.
// Blocked: rank-2k update of the leading block after each panel of rows (Dongarra, Sorensen & Hammarling,
// J. Comput. Appl. Math. 27, 1989), compact WY back-transformation (Schreiber & Van Loan, SIAM J. Sci. Stat. Comput. 10, 1989).
import { gemm, gemmBlocks } from "./gemm";
import { addRows, axpy, dot, entry, laneSum, offset, rowDots, scaleTo } from "./rows";

/** Rows reduced between two rank-2k updates. */
export const PANEL: i32 = 32;
/** Reflectors applied at a time by the back-transformation. */
export const WY: i32 = 64;

/** y = A x, A n x n symmetric, of which only the lower triangle is read; four rows at a time, each entry loaded once. */
function symmetricTimes(n: i32, a: usize, lda: i32, x: usize, y: usize): void {
  memory.fill(y, 0, <usize>n << 3);
  const stride = <usize>lda << 3;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    let p0 = entry(a, i, 0, lda), p1 = p0 + stride, p2 = p1 + stride, p3 = p2 + stride;
    const xi = offset(x, i), yi = offset(y, i);
    const f0 = load<f64>(xi), f1 = load<f64>(xi, 8), f2 = load<f64>(xi, 16), f3 = load<f64>(xi, 24);
    const x0 = f64x2.splat(f0), x1 = f64x2.splat(f1), x2 = f64x2.splat(f2), x3 = f64x2.splat(f3);
    let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
    let px = x, py = y;
    while (px < xi) {
      const v = v128.load(px);
      const a0 = v128.load(p0), a1 = v128.load(p1), a2 = v128.load(p2), a3 = v128.load(p3);
      s0 = f64x2.relaxed_madd(a0, v, s0);
      s1 = f64x2.relaxed_madd(a1, v, s1);
      s2 = f64x2.relaxed_madd(a2, v, s2);
      s3 = f64x2.relaxed_madd(a3, v, s3);
      let w = f64x2.relaxed_madd(a0, x0, v128.load(py));
      w = f64x2.relaxed_madd(a1, x1, w);
      w = f64x2.relaxed_madd(a2, x2, w);
      v128.store(py, f64x2.relaxed_madd(a3, x3, w));
      px += 16;
      py += 16;
      p0 += 16;
      p1 += 16;
      p2 += 16;
      p3 += 16;
    }
    // The 4 x 4 block on the diagonal.
    const a10 = load<f64>(p1), a20 = load<f64>(p2), a21 = load<f64>(p2, 8);
    const a30 = load<f64>(p3), a31 = load<f64>(p3, 8), a32 = load<f64>(p3, 16);
    store<f64>(yi, laneSum(s0) + load<f64>(p0) * f0 + a10 * f1 + a20 * f2 + a30 * f3);
    store<f64>(yi, laneSum(s1) + a10 * f0 + load<f64>(p1, 8) * f1 + a21 * f2 + a31 * f3, 8);
    store<f64>(yi, laneSum(s2) + a20 * f0 + a21 * f1 + load<f64>(p2, 16) * f2 + a32 * f3, 16);
    store<f64>(yi, laneSum(s3) + a30 * f0 + a31 * f1 + a32 * f2 + load<f64>(p3, 24) * f3, 24);
  }
  for (; i < n; i++) {
    const row = entry(a, i, 0, lda);
    const f = load<f64>(offset(x, i));
    store<f64>(offset(y, i), dot(i, row, x) + load<f64>(offset(row, i)) * f);
    axpy(i, f, row, y);
  }
}

/** A sum of squares below this has lost digits to underflow; its entries are nothing beside a matrix of ordinary size. */
const LEAST_SQUARE: f64 = 1e-290;

/** Turns x (length n > 0) into the reflector v, v[n-1] = 1, with (I - tau v v^T) x = beta e_(n-1); tau to `tau`, returns beta. */
function reflector(n: i32, x: usize, tau: usize): f64 {
  const last = offset(x, n - 1);
  const alpha = load<f64>(last);
  const rest = dot(n - 1, x, x);
  store<f64>(last, 1);
  if (rest < LEAST_SQUARE) {
    memory.fill(x, 0, <usize>(n - 1) << 3);
    store<f64>(tau, 0);
    return alpha;
  }
  const beta = -copysign<f64>(sqrt<f64>(alpha * alpha + rest), alpha);
  store<f64>(tau, (beta - alpha) / beta);
  scaleTo(n - 1, 1 / (alpha - beta), x, x);
  return beta;
}

/**
 * A -> T: diagonal d (n), off-diagonal e (n-1); row i of A, left of the diagonal, becomes the reflector that annihilated it,
 * with tau[i]. The strict upper triangle of A is scratch.
 * work: S = V0, W0, V1, W1, ... and R = W0, V0, W1, V1, ... (2 PANEL x n each), then 4 PANEL coefficients.
 */
export function tridiagonalise(n: i32, a: usize, lda: i32, d: usize, e: usize, tau: usize, work: usize): void {
  const pairs = 2 * PANEL;
  const s = work, r = offset(s, pairs * n), t = offset(r, pairs * n), coefficient = offset(t, pairs);
  for (let top = n; top > 1;) {
    const width = min(PANEL, top - 1);
    for (let k = 0; k < width; k++) {
      const i = top - 1 - k;
      const row = entry(a, i, 0, lda);
      const done = 2 * k;
      for (let q = 0; q < done; q++) store<f64>(offset(coefficient, q), -load<f64>(entry(r, q, i, n)));
      addRows(done, i + 1, coefficient, s, n, row);
      store<f64>(offset(d, i), load<f64>(offset(row, i)));
      store<f64>(offset(e, i - 1), reflector(i, row, offset(tau, i)));

      const scale = load<f64>(offset(tau, i));
      const w = entry(s, done + 1, 0, n);
      symmetricTimes(i, a, lda, row, w);
      rowDots(done, i, s, n, row, t);
      for (let q = 0; q < done; q++) store<f64>(offset(coefficient, q), -load<f64>(offset(t, q ^ 1)));
      addRows(done, i, coefficient, s, n, w);
      scaleTo(i, scale, w, w);
      axpy(i, -0.5 * scale * dot(i, w, row), row, w);
      const bytes = <usize>i << 3;
      memory.copy(entry(s, done, 0, n), row, bytes);
      memory.copy(entry(r, done, 0, n), w, bytes);
      memory.copy(entry(r, done + 1, 0, n), row, bytes);
    }
    top -= width;
    gemmBlocks(1, 0, top, top, 2 * width, -1, s, n, r, n, a, lda, 1);
  }
  store<f64>(d, load<f64>(a));
}

/**
 * Rows z of Z (m x n) -> Q z, with Q the product of the reflectors that `tridiagonalise` left in A.
 * work: V and L^T V (WY x n each), V V^T and L (WY x WY each), Z V (m x WY).
 */
export function applyReflectors(
  m: i32, n: i32, a: usize, lda: i32, tau: usize, z: usize, ldz: i32, work: usize,
): void {
  const v = work, w = offset(v, WY * n), g = offset(w, WY * n), l = offset(g, WY * WY), y = offset(l, WY * WY);
  for (let first = 2; first < n; first += WY) {
    const width = min(WY, n - first);
    const length = first + width - 1;
    for (let k = 0; k < width; k++) {
      const row = entry(v, k, 0, length);
      memory.copy(row, entry(a, first + k, 0, lda), <usize>(first + k) << 3);
      memory.fill(offset(row, first + k), 0, <usize>(length - first - k) << 3);
    }
    // The product of the reflectors is I - V L V^T; row k of L is -tau (v_k . V) L, then tau.
    memory.fill(g, 0, <usize>(WY * WY) << 4);
    gemmBlocks(0, 1, width, width, length, 1, v, length, v, length, g, WY, 1);
    for (let k = 0; k < width; k++) {
      const scale = load<f64>(offset(tau, first + k));
      const row = entry(g, k, 0, WY);
      for (let q = 0; q < k; q++) store<f64>(offset(row, q), -scale * load<f64>(offset(row, q)));
      addRows(k, k, row, l, WY, entry(l, k, 0, WY));
      store<f64>(entry(l, k, k, WY), scale);
    }
    memory.fill(w, 0, <usize>(width * length) << 3);
    gemm(1, 0, width, length, width, 1, l, WY, v, length, w, length);
    memory.fill(y, 0, <usize>(m * width) << 3);
    gemm(0, 1, m, width, length, 1, z, ldz, v, length, y, width);
    gemm(0, 0, m, length, width, -1, y, width, w, length, z, ldz);
  }
}
