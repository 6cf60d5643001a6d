// Products of tall panels (row-major, a few columns) without packing: C += A^T B and B -= A C.
// Rows are taken in chunks that stay in the first-level cache while 4 x 4 tiles of the result go over them.

/** Rows per chunk: two panels of 16 columns fill 32 KiB. */
const CHUNK: i32 = 128;

@inline
function addTo(p: usize, value: v128): void {
  v128.store(p, f64x2.add(v128.load(p), value));
}

/** C (p x q) += A^T B for A [rows x p] and B [rows x q]; p and q are multiples of 4. */
export function panelGram(rows: i32, p: i32, q: i32, a: usize, b: usize, c: usize): void {
  const strideA = <usize>p << 3, strideB = <usize>q << 3;
  for (let first = 0; first < rows; first += CHUNK) {
    const count = min(CHUNK, rows - first);
    for (let i = 0; i < p; i += 4) {
      for (let j = 0; j < q; j += 4) {
        let pa = a + (<usize>i << 3), pb = b + (<usize>j << 3);
        let c00 = f64x2.splat(0), c01 = f64x2.splat(0), c10 = f64x2.splat(0), c11 = f64x2.splat(0);
        let c20 = f64x2.splat(0), c21 = f64x2.splat(0), c30 = f64x2.splat(0), c31 = f64x2.splat(0);
        for (let k = 0; k < count; k++) {
          const b0 = v128.load(pb), b1 = v128.load(pb, 16);
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
          pa += strideA;
          pb += strideB;
        }
        let pc = c + <usize>i * strideB + (<usize>j << 3);
        addTo(pc, c00);
        addTo(pc + 16, c01);
        pc += strideB;
        addTo(pc, c10);
        addTo(pc + 16, c11);
        pc += strideB;
        addTo(pc, c20);
        addTo(pc + 16, c21);
        pc += strideB;
        addTo(pc, c30);
        addTo(pc + 16, c31);
      }
    }
    a += <usize>count * strideA;
    b += <usize>count * strideB;
  }
}

@inline
function subtractFrom(p: usize, value: v128): void {
  v128.store(p, f64x2.sub(v128.load(p), value));
}

/** Four rows of B -= A C, four columns at a time. */
@inline
function fourRows(p: i32, q: i32, a: usize, c: usize, b: usize): void {
  const strideA = <usize>p << 3, strideB = <usize>q << 3;
  for (let j: usize = 0; j < strideB; j += 32) {
    let c00 = f64x2.splat(0), c01 = f64x2.splat(0), c10 = f64x2.splat(0), c11 = f64x2.splat(0);
    let c20 = f64x2.splat(0), c21 = f64x2.splat(0), c30 = f64x2.splat(0), c31 = f64x2.splat(0);
    let pc = c + j;
    for (let i: usize = 0; i < strideA; i += 8) {
      const b0 = v128.load(pc), b1 = v128.load(pc, 16);
      let pa = a + i;
      let s = v128.load_splat<f64>(pa);
      c00 = f64x2.relaxed_madd(s, b0, c00);
      c01 = f64x2.relaxed_madd(s, b1, c01);
      pa += strideA;
      s = v128.load_splat<f64>(pa);
      c10 = f64x2.relaxed_madd(s, b0, c10);
      c11 = f64x2.relaxed_madd(s, b1, c11);
      pa += strideA;
      s = v128.load_splat<f64>(pa);
      c20 = f64x2.relaxed_madd(s, b0, c20);
      c21 = f64x2.relaxed_madd(s, b1, c21);
      pa += strideA;
      s = v128.load_splat<f64>(pa);
      c30 = f64x2.relaxed_madd(s, b0, c30);
      c31 = f64x2.relaxed_madd(s, b1, c31);
      pc += strideB;
    }
    let pb = b + j;
    subtractFrom(pb, c00);
    subtractFrom(pb + 16, c01);
    pb += strideB;
    subtractFrom(pb, c10);
    subtractFrom(pb + 16, c11);
    pb += strideB;
    subtractFrom(pb, c20);
    subtractFrom(pb + 16, c21);
    pb += strideB;
    subtractFrom(pb, c30);
    subtractFrom(pb + 16, c31);
  }
}

/** B [rows x q] -= A [rows x p] C [p x q]; q is a multiple of 4. */
export function panelSubtract(rows: i32, p: i32, q: i32, a: usize, c: usize, b: usize): void {
  const strideA = <usize>p << 3, strideB = <usize>q << 3;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    fourRows(p, q, a, c, b);
    a += 4 * strideA;
    b += 4 * strideB;
  }
  for (; row < rows; row++) {
    for (let j: usize = 0; j < strideB; j += 16) {
      let sum = f64x2.splat(0);
      let pc = c + j;
      for (let i: usize = 0; i < strideA; i += 8) {
        sum = f64x2.relaxed_madd(v128.load_splat<f64>(a + i), v128.load(pc), sum);
        pc += strideB;
      }
      subtractFrom(b + j, sum);
    }
    a += strideA;
    b += strideB;
  }
}
