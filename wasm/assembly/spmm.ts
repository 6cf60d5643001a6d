// Y = A X for A in CSR and row-major blocks X, Y of m columns, taken 16, 8, 4, 2 and 1 columns at a time
// with the row of Y in registers.
import { spmv } from "./spmv";

export function spmm(
  rows: i32,
  rowStart: usize,
  columnIndex: usize,
  values: usize,
  x: usize,
  y: usize,
  m: i32,
): void {
  if (m == 1) {
    spmv(rows, rowStart, columnIndex, values, x, y);
    return;
  }
  const stride = <usize> m << 3;
  let first = load<i32>(rowStart);
  for (let row = 0; row < rows; row++) {
    rowStart += 4;
    const count = load<i32>(rowStart) - first;
    first += count;
    const end = values + (<usize> count << 3);
    let j = 0;
    for (; j + 16 <= m; j += 16) row16(columnIndex, values, end, x + (<usize> j << 3), y + (<usize> j << 3), stride);
    if (m & 8) {
      row8(columnIndex, values, end, x + (<usize> j << 3), y + (<usize> j << 3), stride);
      j += 8;
    }
    if (m & 4) {
      row4(columnIndex, values, end, x + (<usize> j << 3), y + (<usize> j << 3), stride);
      j += 4;
    }
    if (m & 2) {
      row2(columnIndex, values, end, x + (<usize> j << 3), y + (<usize> j << 3), stride);
      j += 2;
    }
    if (m & 1) row1(columnIndex, values, end, x + (<usize> j << 3), y + (<usize> j << 3), stride);
    columnIndex += <usize> count << 2;
    values = end;
    y += stride;
  }
}

@inline
function row16(index: usize, value: usize, end: usize, x: usize, y: usize, stride: usize): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  for (; value < end; value += 8, index += 4) {
    const from = x + <usize> load<u32>(index) * stride;
    const a = v128.load64_splat(value);
    s0 = f64x2.relaxed_madd(a, v128.load(from), s0);
    s1 = f64x2.relaxed_madd(a, v128.load(from, 16), s1);
    s2 = f64x2.relaxed_madd(a, v128.load(from, 32), s2);
    s3 = f64x2.relaxed_madd(a, v128.load(from, 48), s3);
    s4 = f64x2.relaxed_madd(a, v128.load(from, 64), s4);
    s5 = f64x2.relaxed_madd(a, v128.load(from, 80), s5);
    s6 = f64x2.relaxed_madd(a, v128.load(from, 96), s6);
    s7 = f64x2.relaxed_madd(a, v128.load(from, 112), s7);
  }
  v128.store(y, s0);
  v128.store(y, s1, 16);
  v128.store(y, s2, 32);
  v128.store(y, s3, 48);
  v128.store(y, s4, 64);
  v128.store(y, s5, 80);
  v128.store(y, s6, 96);
  v128.store(y, s7, 112);
}

@inline
function row8(index: usize, value: usize, end: usize, x: usize, y: usize, stride: usize): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (; value < end; value += 8, index += 4) {
    const from = x + <usize> load<u32>(index) * stride;
    const a = v128.load64_splat(value);
    s0 = f64x2.relaxed_madd(a, v128.load(from), s0);
    s1 = f64x2.relaxed_madd(a, v128.load(from, 16), s1);
    s2 = f64x2.relaxed_madd(a, v128.load(from, 32), s2);
    s3 = f64x2.relaxed_madd(a, v128.load(from, 48), s3);
  }
  v128.store(y, s0);
  v128.store(y, s1, 16);
  v128.store(y, s2, 32);
  v128.store(y, s3, 48);
}

@inline
function row4(index: usize, value: usize, end: usize, x: usize, y: usize, stride: usize): void {
  let s0 = f64x2.splat(0), s1 = s0;
  for (; value < end; value += 8, index += 4) {
    const from = x + <usize> load<u32>(index) * stride;
    const a = v128.load64_splat(value);
    s0 = f64x2.relaxed_madd(a, v128.load(from), s0);
    s1 = f64x2.relaxed_madd(a, v128.load(from, 16), s1);
  }
  v128.store(y, s0);
  v128.store(y, s1, 16);
}

@inline
function row2(index: usize, value: usize, end: usize, x: usize, y: usize, stride: usize): void {
  let s0 = f64x2.splat(0);
  for (; value < end; value += 8, index += 4) {
    const from = x + <usize> load<u32>(index) * stride;
    s0 = f64x2.relaxed_madd(v128.load64_splat(value), v128.load(from), s0);
  }
  v128.store(y, s0);
}

@inline
function row1(index: usize, value: usize, end: usize, x: usize, y: usize, stride: usize): void {
  let s: f64 = 0;
  for (; value < end; value += 8, index += 4) {
    s += load<f64>(value) * load<f64>(x + <usize> load<u32>(index) * stride);
  }
  store<f64>(y, s);
}
