// B <- L^-1 B or L^-T B, L dense lower triangular, by recursive halves, so that nearly all the work is in gemm.
import { gemm } from "./gemm";
import { entry, offset } from "./rows";

/** Order at which the recursion ends. */
const BASE: i32 = 16;

/** Rows of b (n x m) in strips of eight columns, held in registers; in ascending order, or descending for L^T. */
function solveBase(trans: i32, n: i32, m: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  const stride = <usize>ldb << 3;
  let j = 0;
  for (; j + 8 <= m; j += 8) {
    const strip = offset(b, j);
    for (let step = 0; step < n; step++) {
      const i = trans ? n - 1 - step : step;
      const row = strip + <usize>i * stride;
      let s0 = v128.load(row), s1 = v128.load(row, 16), s2 = v128.load(row, 32), s3 = v128.load(row, 48);
      const from = trans ? i + 1 : 0, to = trans ? n : i;
      for (let p = from; p < to; p++) {
        const f = v128.load_splat<f64>(trans ? entry(l, p, i, ldl) : entry(l, i, p, ldl));
        const other = strip + <usize>p * stride;
        s0 = f64x2.relaxed_nmadd(f, v128.load(other), s0);
        s1 = f64x2.relaxed_nmadd(f, v128.load(other, 16), s1);
        s2 = f64x2.relaxed_nmadd(f, v128.load(other, 32), s2);
        s3 = f64x2.relaxed_nmadd(f, v128.load(other, 48), s3);
      }
      const scale = f64x2.splat(1 / load<f64>(entry(l, i, i, ldl)));
      v128.store(row, f64x2.mul(s0, scale));
      v128.store(row, f64x2.mul(s1, scale), 16);
      v128.store(row, f64x2.mul(s2, scale), 32);
      v128.store(row, f64x2.mul(s3, scale), 48);
    }
  }
  for (; j < m; j++) {
    for (let step = 0; step < n; step++) {
      const i = trans ? n - 1 - step : step;
      const from = trans ? i + 1 : 0, to = trans ? n : i;
      let sum = load<f64>(entry(b, i, j, ldb));
      for (let p = from; p < to; p++) {
        sum -= load<f64>(trans ? entry(l, p, i, ldl) : entry(l, i, p, ldl)) * load<f64>(entry(b, p, j, ldb));
      }
      store<f64>(entry(b, i, j, ldb), sum / load<f64>(entry(l, i, i, ldl)));
    }
  }
}

/** B (n x m) <- L^-1 B, or L^-T B with `trans`; L n x n, its strict upper triangle is not read. */
export function triangularSolve(trans: i32, n: i32, m: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  if (n <= BASE) {
    solveBase(trans, n, m, l, ldl, b, ldb);
    return;
  }
  const half = ((n >> 1) + 3) & ~3;
  const corner = entry(l, half, 0, ldl), l2 = entry(l, half, half, ldl), b2 = entry(b, half, 0, ldb);
  if (trans) {
    triangularSolve(1, n - half, m, l2, ldl, b2, ldb);
    gemm(1, 0, half, m, n - half, -1, corner, ldl, b2, ldb, b, ldb);
    triangularSolve(1, half, m, l, ldl, b, ldb);
  } else {
    triangularSolve(0, half, m, l, ldl, b, ldb);
    gemm(0, 0, n - half, m, half, -1, corner, ldl, b, ldb, b2, ldb);
    triangularSolve(0, n - half, m, l2, ldl, b2, ldb);
  }
}
