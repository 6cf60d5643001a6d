// C (m x n) += alpha op(A) op(B), row-major with leading dimensions; packed, 4 x 4 register blocks of f64x2.
// Goto & van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34 (2008).
import { KC, MC, NC, PACKED_A, PACKED_B, TILE } from "./scratch";

@inline
function at(base: usize, row: i32, column: i32, lead: i32): usize {
  return base + ((<usize>row * <usize>lead + <usize>column) << 3);
}

/** Packs rows i0.. of op(A), columns p0.., into panels of four rows, k by k, zero-padded. */
function packA(
  trans: i32, a: usize, lda: i32, i0: i32, mb: i32, p0: i32, kb: i32, alpha: f64, out: usize,
): void {
  for (let i = 0; i < mb; i += 4) {
    const rows = min(4, mb - i);
    if (rows == 4 && trans == 0) {
      let r0 = at(a, i0 + i, p0, lda);
      let r1 = at(a, i0 + i + 1, p0, lda);
      let r2 = at(a, i0 + i + 2, p0, lda);
      let r3 = at(a, i0 + i + 3, p0, lda);
      for (let p = 0; p < kb; p++) {
        store<f64>(out, alpha * load<f64>(r0));
        store<f64>(out, alpha * load<f64>(r1), 8);
        store<f64>(out, alpha * load<f64>(r2), 16);
        store<f64>(out, alpha * load<f64>(r3), 24);
        out += 32;
        r0 += 8;
        r1 += 8;
        r2 += 8;
        r3 += 8;
      }
    } else if (rows == 4) {
      const scale = f64x2.splat(alpha);
      let row = at(a, p0, i0 + i, lda);
      for (let p = 0; p < kb; p++) {
        v128.store(out, f64x2.mul(scale, v128.load(row)));
        v128.store(out, f64x2.mul(scale, v128.load(row, 16)), 16);
        out += 32;
        row += <usize>lda << 3;
      }
    } else {
      for (let p = 0; p < kb; p++) {
        for (let r = 0; r < 4; r++) {
          let value: f64 = 0;
          if (r < rows) {
            value = alpha *
              (trans == 0 ? load<f64>(at(a, i0 + i + r, p0 + p, lda)) : load<f64>(at(a, p0 + p, i0 + i + r, lda)));
          }
          store<f64>(out, value);
          out += 8;
        }
      }
    }
  }
}

/** Packs columns j0.. of op(B), rows p0.., into panels of four columns, k by k, zero-padded. */
function packB(trans: i32, b: usize, ldb: i32, p0: i32, kb: i32, j0: i32, nb: i32): void {
  let out = PACKED_B;
  for (let j = 0; j < nb; j += 4) {
    const columns = min(4, nb - j);
    if (columns == 4 && trans == 0) {
      let row = at(b, p0, j0 + j, ldb);
      for (let p = 0; p < kb; p++) {
        v128.store(out, v128.load(row));
        v128.store(out, v128.load(row, 16), 16);
        out += 32;
        row += <usize>ldb << 3;
      }
    } else if (columns == 4) {
      let r0 = at(b, j0 + j, p0, ldb);
      let r1 = at(b, j0 + j + 1, p0, ldb);
      let r2 = at(b, j0 + j + 2, p0, ldb);
      let r3 = at(b, j0 + j + 3, p0, ldb);
      for (let p = 0; p < kb; p++) {
        store<f64>(out, load<f64>(r0));
        store<f64>(out, load<f64>(r1), 8);
        store<f64>(out, load<f64>(r2), 16);
        store<f64>(out, load<f64>(r3), 24);
        out += 32;
        r0 += 8;
        r1 += 8;
        r2 += 8;
        r3 += 8;
      }
    } else {
      for (let p = 0; p < kb; p++) {
        for (let r = 0; r < 4; r++) {
          let value: f64 = 0;
          if (r < columns) {
            value = trans == 0 ? load<f64>(at(b, p0 + p, j0 + j + r, ldb)) : load<f64>(at(b, j0 + j + r, p0 + p, ldb));
          }
          store<f64>(out, value);
          out += 8;
        }
      }
    }
  }
}

@inline
function addTo(c: usize, offset: usize, value: v128): void {
  v128.store(c + offset, f64x2.add(v128.load(c + offset), value));
}

/** One 4 x 4 tile: C += packed A panel times packed B panel. */
function tile(kb: i32, pa: usize, pb: usize, c: usize, strideC: usize): void {
  let c00 = f64x2.splat(0), c01 = f64x2.splat(0), c10 = f64x2.splat(0), c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0), c21 = f64x2.splat(0), c30 = f64x2.splat(0), c31 = f64x2.splat(0);
  const end = pa + (<usize>kb << 5);
  while (pa < end) {
    const b0 = v128.load(pb);
    const b1 = v128.load(pb, 16);
    let s = v128.load_splat<f64>(pa);
    c00 = f64x2.relaxed_madd(s, b0, c00);
    c01 = f64x2.relaxed_madd(s, b1, c01);
    s = v128.load_splat<f64>(pa, 8);
    c10 = f64x2.relaxed_madd(s, b0, c10);
    c11 = f64x2.relaxed_madd(s, b1, c11);
    s = v128.load_splat<f64>(pa, 16);
    c20 = f64x2.relaxed_madd(s, b0, c20);
    c21 = f64x2.relaxed_madd(s, b1, c21);
    s = v128.load_splat<f64>(pa, 24);
    c30 = f64x2.relaxed_madd(s, b0, c30);
    c31 = f64x2.relaxed_madd(s, b1, c31);
    pa += 32;
    pb += 32;
  }
  addTo(c, 0, c00);
  addTo(c, 16, c01);
  c += strideC;
  addTo(c, 0, c10);
  addTo(c, 16, c11);
  c += strideC;
  addTo(c, 0, c20);
  addTo(c, 16, c21);
  c += strideC;
  addTo(c, 0, c30);
  addTo(c, 16, c31);
}

/** A tile that hangs over the edge of C: computed in TILE, the part inside added. */
function edgeTile(kb: i32, pa: usize, pb: usize, c: usize, strideC: usize, rows: i32, columns: i32): void {
  memory.fill(TILE, 0, 128);
  tile(kb, pa, pb, TILE, 32);
  for (let r = 0; r < rows; r++) {
    for (let s = 0; s < columns; s++) {
      const p = c + <usize>r * strideC + (<usize>s << 3);
      store<f64>(p, load<f64>(p) + load<f64>(TILE + (<usize>(r * 4 + s) << 3)));
    }
  }
}

/** The tiles of one packed block of A against the packed block of B. */
function blockTiles(
  i0: i32, mb: i32, j0: i32, nb: i32, kb: i32, packed: usize, c: usize, ldc: i32, lower: i32,
): void {
  const strideC = <usize>ldc << 3;
  let pb = PACKED_B;
  for (let j = 0; j < nb; j += 4) {
    const columns = min(4, nb - j);
    let pa = packed;
    for (let i = 0; i < mb; i += 4) {
      const rows = min(4, mb - i);
      if (!lower || i0 + i + 3 >= j0 + j) {
        const pc = at(c, i0 + i, j0 + j, ldc);
        if (rows == 4 && columns == 4) tile(kb, pa, pb, pc, strideC);
        else edgeTile(kb, pa, pb, pc, strideC, rows, columns);
      }
      pa += <usize>kb << 5;
    }
    pb += <usize>kb << 5;
  }
}

/** The product over all blocks; with `lower`, only the 4 x 4 tiles that touch the lower triangle of C. */
export function gemmBlocks(
  transA: i32, transB: i32, m: i32, n: i32, k: i32, alpha: f64,
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, lower: i32,
): void {
  for (let j0 = 0; j0 < n; j0 += NC) {
    const nb = min(NC, n - j0);
    for (let p0 = 0; p0 < k; p0 += KC) {
      const kb = min(KC, k - p0);
      packB(transB, b, ldb, p0, kb, j0, nb);
      for (let i0 = 0; i0 < m; i0 += MC) {
        const mb = min(MC, m - i0);
        if (lower && i0 + mb <= j0) continue;
        packA(transA, a, lda, i0, mb, p0, kb, alpha, PACKED_A);
        blockTiles(i0, mb, j0, nb, kb, PACKED_A, c, ldc, lower);
      }
    }
  }
}

/** Packs the whole of A (m x k) once, for several products: (m rounded up to 4) x k doubles at `out`. */
export function packWhole(m: i32, k: i32, a: usize, lda: i32, out: usize): void {
  const rounded = (m + 3) & ~3;
  for (let p0 = 0; p0 < k; p0 += KC) {
    const kb = min(KC, k - p0);
    for (let i0 = 0; i0 < m; i0 += MC) {
      packA(0, a, lda, i0, min(MC, m - i0), p0, kb, 1.0, out + (<usize>(p0 * rounded + i0 * kb) << 3));
    }
  }
}

/** C += A B for an A packed by `packWhole`. */
export function gemmWithPacked(m: i32, n: i32, k: i32, packed: usize, b: usize, ldb: i32, c: usize, ldc: i32): void {
  const rounded = (m + 3) & ~3;
  for (let j0 = 0; j0 < n; j0 += NC) {
    const nb = min(NC, n - j0);
    for (let p0 = 0; p0 < k; p0 += KC) {
      const kb = min(KC, k - p0);
      packB(0, b, ldb, p0, kb, j0, nb);
      for (let i0 = 0; i0 < m; i0 += MC) {
        const block = packed + (<usize>(p0 * rounded + i0 * kb) << 3);
        blockTiles(i0, min(MC, m - i0), j0, nb, kb, block, c, ldc, 0);
      }
    }
  }
}

export function gemm(
  transA: i32, transB: i32, m: i32, n: i32, k: i32, alpha: f64,
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32,
): void {
  gemmBlocks(transA, transB, m, n, k, alpha, a, lda, b, ldb, c, ldc, 0);
}
