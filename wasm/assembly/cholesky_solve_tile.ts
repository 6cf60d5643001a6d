// Register-blocked pieces of the supernodal solves: one strip or tile of the factor (see cholesky_tile.ts) times four columns
// of a block of vectors, of which four rows are kept in registers.
import { COLUMN, TILE_BYTES } from "./cholesky_tile";

/** Pivot rows y := (y − a x) for one strip and group, then y := g⁻¹ y; n is a multiple of 4. */
@inline
export function forwardPivots(y: usize, a: usize, x: usize, n: i32): void {
  let y0 = v128.load(y), y1 = v128.load(y, 16);
  let y2 = v128.load(y, 32), y3 = v128.load(y, 48);
  let y4 = v128.load(y, 64), y5 = v128.load(y, 80);
  let y6 = v128.load(y, 96), y7 = v128.load(y, 112);
  const end = a + <usize> n * COLUMN;
  while (a < end) {
    const x0 = v128.load(x), x1 = v128.load(x, 16);
    let s = v128.load64_splat(a);
    y0 = f64x2.relaxed_nmadd(s, x0, y0);
    y1 = f64x2.relaxed_nmadd(s, x1, y1);
    s = v128.load64_splat(a, 8);
    y2 = f64x2.relaxed_nmadd(s, x0, y2);
    y3 = f64x2.relaxed_nmadd(s, x1, y3);
    s = v128.load64_splat(a, 16);
    y4 = f64x2.relaxed_nmadd(s, x0, y4);
    y5 = f64x2.relaxed_nmadd(s, x1, y5);
    s = v128.load64_splat(a, 24);
    y6 = f64x2.relaxed_nmadd(s, x0, y6);
    y7 = f64x2.relaxed_nmadd(s, x1, y7);
    a += 32;
    x += 32;
  }
  // The pivot tile follows: rows of g⁻¹ times y, last row first since each needs the ones above.
  let s = v128.load64_splat(a, 120);
  y6 = f64x2.mul(s, y6);
  y7 = f64x2.mul(s, y7);
  s = v128.load64_splat(a, 24);
  y6 = f64x2.relaxed_madd(s, y0, y6);
  y7 = f64x2.relaxed_madd(s, y1, y7);
  s = v128.load64_splat(a, 56);
  y6 = f64x2.relaxed_madd(s, y2, y6);
  y7 = f64x2.relaxed_madd(s, y3, y7);
  s = v128.load64_splat(a, 88);
  v128.store(y, f64x2.relaxed_madd(s, y4, y6), 96);
  v128.store(y, f64x2.relaxed_madd(s, y5, y7), 112);
  s = v128.load64_splat(a, 80);
  y4 = f64x2.mul(s, y4);
  y5 = f64x2.mul(s, y5);
  s = v128.load64_splat(a, 16);
  y4 = f64x2.relaxed_madd(s, y0, y4);
  y5 = f64x2.relaxed_madd(s, y1, y5);
  s = v128.load64_splat(a, 48);
  v128.store(y, f64x2.relaxed_madd(s, y2, y4), 64);
  v128.store(y, f64x2.relaxed_madd(s, y3, y5), 80);
  s = v128.load64_splat(a, 40);
  y2 = f64x2.mul(s, y2);
  y3 = f64x2.mul(s, y3);
  s = v128.load64_splat(a, 8);
  v128.store(y, f64x2.relaxed_madd(s, y0, y2), 32);
  v128.store(y, f64x2.relaxed_madd(s, y1, y3), 48);
  s = v128.load64_splat(a);
  v128.store(y, f64x2.mul(s, y0));
  v128.store(y, f64x2.mul(s, y1), 16);
}

/** Rows below the pivots: subtracts a x from the slots `slot[0 .. 3]` of a group; n is a positive multiple of 4. */
@inline
export function forwardRows(group: usize, slot: usize, a: usize, x: usize, n: i32): void {
  let y0 = f64x2.splat(0), y1 = y0, y2 = y0, y3 = y0, y4 = y0, y5 = y0, y6 = y0, y7 = y0;
  const end = a + <usize> n * COLUMN;
  do {
    let x0 = v128.load(x), x1 = v128.load(x, 16);
    let s = v128.load64_splat(a);
    y0 = f64x2.relaxed_madd(s, x0, y0);
    y1 = f64x2.relaxed_madd(s, x1, y1);
    s = v128.load64_splat(a, 8);
    y2 = f64x2.relaxed_madd(s, x0, y2);
    y3 = f64x2.relaxed_madd(s, x1, y3);
    s = v128.load64_splat(a, 16);
    y4 = f64x2.relaxed_madd(s, x0, y4);
    y5 = f64x2.relaxed_madd(s, x1, y5);
    s = v128.load64_splat(a, 24);
    y6 = f64x2.relaxed_madd(s, x0, y6);
    y7 = f64x2.relaxed_madd(s, x1, y7);
    x0 = v128.load(x, 32);
    x1 = v128.load(x, 48);
    s = v128.load64_splat(a, 32);
    y0 = f64x2.relaxed_madd(s, x0, y0);
    y1 = f64x2.relaxed_madd(s, x1, y1);
    s = v128.load64_splat(a, 40);
    y2 = f64x2.relaxed_madd(s, x0, y2);
    y3 = f64x2.relaxed_madd(s, x1, y3);
    s = v128.load64_splat(a, 48);
    y4 = f64x2.relaxed_madd(s, x0, y4);
    y5 = f64x2.relaxed_madd(s, x1, y5);
    s = v128.load64_splat(a, 56);
    y6 = f64x2.relaxed_madd(s, x0, y6);
    y7 = f64x2.relaxed_madd(s, x1, y7);
    a += 64;
    x += 64;
  } while (a < end);
  let r = group + <usize> load<u32>(slot) * COLUMN;
  v128.store(r, f64x2.sub(v128.load(r), y0));
  v128.store(r, f64x2.sub(v128.load(r, 16), y1), 16);
  r = group + <usize> load<u32>(slot, 4) * COLUMN;
  v128.store(r, f64x2.sub(v128.load(r), y2));
  v128.store(r, f64x2.sub(v128.load(r, 16), y3), 16);
  r = group + <usize> load<u32>(slot, 8) * COLUMN;
  v128.store(r, f64x2.sub(v128.load(r), y4));
  v128.store(r, f64x2.sub(v128.load(r, 16), y5), 16);
  r = group + <usize> load<u32>(slot, 12) * COLUMN;
  v128.store(r, f64x2.sub(v128.load(r), y6));
  v128.store(r, f64x2.sub(v128.load(r, 16), y7), 16);
}

/** Pivot rows y -= tᵀ x for the `count` tiles t of a strip, one after the other as their rows y are, and the strip's rows x. */
@inline
export function backwardStrip(y: usize, t: usize, count: i32, r0: usize, r1: usize, r2: usize, r3: usize): void {
  const x0 = v128.load(r0), x1 = v128.load(r0, 16);
  const x2 = v128.load(r1), x3 = v128.load(r1, 16);
  const x4 = v128.load(r2), x5 = v128.load(r2, 16);
  const x6 = v128.load(r3), x7 = v128.load(r3, 16);
  const end = y + <usize> count * TILE_BYTES;
  for (; y < end; y += TILE_BYTES, t += TILE_BYTES) {
    let s = v128.load64_splat(t, 0);
    let y0 = f64x2.relaxed_nmadd(s, x0, v128.load(y, 0));
    let y1 = f64x2.relaxed_nmadd(s, x1, v128.load(y, 16));
    s = v128.load64_splat(t, 8);
    y0 = f64x2.relaxed_nmadd(s, x2, y0);
    y1 = f64x2.relaxed_nmadd(s, x3, y1);
    s = v128.load64_splat(t, 16);
    y0 = f64x2.relaxed_nmadd(s, x4, y0);
    y1 = f64x2.relaxed_nmadd(s, x5, y1);
    s = v128.load64_splat(t, 24);
    y0 = f64x2.relaxed_nmadd(s, x6, y0);
    y1 = f64x2.relaxed_nmadd(s, x7, y1);
    v128.store(y, y0, 0);
    v128.store(y, y1, 16);
    s = v128.load64_splat(t, 32);
    y0 = f64x2.relaxed_nmadd(s, x0, v128.load(y, 32));
    y1 = f64x2.relaxed_nmadd(s, x1, v128.load(y, 48));
    s = v128.load64_splat(t, 40);
    y0 = f64x2.relaxed_nmadd(s, x2, y0);
    y1 = f64x2.relaxed_nmadd(s, x3, y1);
    s = v128.load64_splat(t, 48);
    y0 = f64x2.relaxed_nmadd(s, x4, y0);
    y1 = f64x2.relaxed_nmadd(s, x5, y1);
    s = v128.load64_splat(t, 56);
    y0 = f64x2.relaxed_nmadd(s, x6, y0);
    y1 = f64x2.relaxed_nmadd(s, x7, y1);
    v128.store(y, y0, 32);
    v128.store(y, y1, 48);
    s = v128.load64_splat(t, 64);
    y0 = f64x2.relaxed_nmadd(s, x0, v128.load(y, 64));
    y1 = f64x2.relaxed_nmadd(s, x1, v128.load(y, 80));
    s = v128.load64_splat(t, 72);
    y0 = f64x2.relaxed_nmadd(s, x2, y0);
    y1 = f64x2.relaxed_nmadd(s, x3, y1);
    s = v128.load64_splat(t, 80);
    y0 = f64x2.relaxed_nmadd(s, x4, y0);
    y1 = f64x2.relaxed_nmadd(s, x5, y1);
    s = v128.load64_splat(t, 88);
    y0 = f64x2.relaxed_nmadd(s, x6, y0);
    y1 = f64x2.relaxed_nmadd(s, x7, y1);
    v128.store(y, y0, 64);
    v128.store(y, y1, 80);
    s = v128.load64_splat(t, 96);
    y0 = f64x2.relaxed_nmadd(s, x0, v128.load(y, 96));
    y1 = f64x2.relaxed_nmadd(s, x1, v128.load(y, 112));
    s = v128.load64_splat(t, 104);
    y0 = f64x2.relaxed_nmadd(s, x2, y0);
    y1 = f64x2.relaxed_nmadd(s, x3, y1);
    s = v128.load64_splat(t, 112);
    y0 = f64x2.relaxed_nmadd(s, x4, y0);
    y1 = f64x2.relaxed_nmadd(s, x5, y1);
    s = v128.load64_splat(t, 120);
    y0 = f64x2.relaxed_nmadd(s, x6, y0);
    y1 = f64x2.relaxed_nmadd(s, x7, y1);
    v128.store(y, y0, 96);
    v128.store(y, y1, 112);
  }
}

/** Pivot rows y := g⁻ᵀ y. */
@inline
export function backwardPivots(y: usize, t: usize): void {
  for (let half: usize = 0; half < 32; half += 16) {
    const y0 = v128.load(y + half);
    const y1 = v128.load(y + half, 32);
    const y2 = v128.load(y + half, 64);
    const y3 = v128.load(y + half, 96);
    let z = f64x2.mul(v128.load64_splat(t), y0);
    z = f64x2.relaxed_madd(v128.load64_splat(t, 8), y1, z);
    z = f64x2.relaxed_madd(v128.load64_splat(t, 16), y2, z);
    z = f64x2.relaxed_madd(v128.load64_splat(t, 24), y3, z);
    v128.store(y + half, z);
    z = f64x2.mul(v128.load64_splat(t, 40), y1);
    z = f64x2.relaxed_madd(v128.load64_splat(t, 48), y2, z);
    z = f64x2.relaxed_madd(v128.load64_splat(t, 56), y3, z);
    v128.store(y + half, z, 32);
    z = f64x2.mul(v128.load64_splat(t, 80), y2);
    z = f64x2.relaxed_madd(v128.load64_splat(t, 88), y3, z);
    v128.store(y + half, z, 64);
    v128.store(y + half, f64x2.mul(v128.load64_splat(t, 120), y3), 96);
  }
}

