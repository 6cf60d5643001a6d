// Register-blocked pieces of the supernodal Cholesky kernels.
//
// A supernode's panel is kept in strips of four rows: strip I holds, column after column, rows 4I .. 4I+3, so that
// column p of a strip is 32 contiguous bytes and columns 4J .. 4J+3 form a contiguous 4 x 4 tile of 128 bytes. The strips
// are at once the storage and the packed operands of the matrix products. Strips of pivot rows come first and are cut
// off after their pivot tile, strip I having tiles 0 .. I; the strips below have all pivot columns. A pivot tile is stored
// as the inverse of its Cholesky factor.

/** Bytes of one column of a strip. */
export const COLUMN: usize = 32;
/** Bytes of a 4 x 4 tile. */
export const TILE_BYTES: usize = 128;

/** Address of strip i of a triangle of tiles. */
@inline
export function triangleStrip(base: usize, i: i32): usize {
  return base + (<usize> ((i * (i + 1)) >> 1)) * TILE_BYTES;
}

/** Tile c -= a bᵀ over n columns of the strips a and b; n is a positive multiple of 4. */
@inline
export function updateTile(c: usize, a: usize, b: usize, n: i32): void {
  let c0 = v128.load(c), c1 = v128.load(c, 16);
  let c2 = v128.load(c, 32), c3 = v128.load(c, 48);
  let c4 = v128.load(c, 64), c5 = v128.load(c, 80);
  let c6 = v128.load(c, 96), c7 = v128.load(c, 112);
  const end = a + <usize> n * COLUMN;
  // Two columns a turn: with four, the compiled code would hold more vectors than there are registers.
  do {
    let a0 = v128.load(a), a1 = v128.load(a, 16);
    let s = v128.load64_splat(b);
    c0 = f64x2.relaxed_nmadd(a0, s, c0);
    c1 = f64x2.relaxed_nmadd(a1, s, c1);
    s = v128.load64_splat(b, 8);
    c2 = f64x2.relaxed_nmadd(a0, s, c2);
    c3 = f64x2.relaxed_nmadd(a1, s, c3);
    s = v128.load64_splat(b, 16);
    c4 = f64x2.relaxed_nmadd(a0, s, c4);
    c5 = f64x2.relaxed_nmadd(a1, s, c5);
    s = v128.load64_splat(b, 24);
    c6 = f64x2.relaxed_nmadd(a0, s, c6);
    c7 = f64x2.relaxed_nmadd(a1, s, c7);
    a0 = v128.load(a, 32);
    a1 = v128.load(a, 48);
    s = v128.load64_splat(b, 32);
    c0 = f64x2.relaxed_nmadd(a0, s, c0);
    c1 = f64x2.relaxed_nmadd(a1, s, c1);
    s = v128.load64_splat(b, 40);
    c2 = f64x2.relaxed_nmadd(a0, s, c2);
    c3 = f64x2.relaxed_nmadd(a1, s, c3);
    s = v128.load64_splat(b, 48);
    c4 = f64x2.relaxed_nmadd(a0, s, c4);
    c5 = f64x2.relaxed_nmadd(a1, s, c5);
    s = v128.load64_splat(b, 56);
    c6 = f64x2.relaxed_nmadd(a0, s, c6);
    c7 = f64x2.relaxed_nmadd(a1, s, c7);
    a += 64;
    b += 64;
  } while (a < end);
  v128.store(c, c0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
  v128.store(c, c4, 64);
  v128.store(c, c5, 80);
  v128.store(c, c6, 96);
  v128.store(c, c7, 112);
}

/** Tile t := t g⁻ᵀ, where `inverse` holds the pivot tile's g⁻¹. */
@inline
export function divideTile(t: usize, inverse: usize): void {
  const a0 = v128.load(t), a1 = v128.load(t, 16);
  const b0 = v128.load(t, 32), b1 = v128.load(t, 48);
  const c0 = v128.load(t, 64), c1 = v128.load(t, 80);
  let s = v128.load64_splat(inverse);
  v128.store(t, f64x2.mul(a0, s));
  v128.store(t, f64x2.mul(a1, s), 16);
  s = v128.load64_splat(inverse, 40);
  let x = f64x2.mul(b0, s), y = f64x2.mul(b1, s);
  s = v128.load64_splat(inverse, 8);
  v128.store(t, f64x2.relaxed_madd(a0, s, x), 32);
  v128.store(t, f64x2.relaxed_madd(a1, s, y), 48);
  s = v128.load64_splat(inverse, 80);
  x = f64x2.mul(c0, s);
  y = f64x2.mul(c1, s);
  s = v128.load64_splat(inverse, 48);
  x = f64x2.relaxed_madd(b0, s, x);
  y = f64x2.relaxed_madd(b1, s, y);
  s = v128.load64_splat(inverse, 16);
  v128.store(t, f64x2.relaxed_madd(a0, s, x), 64);
  v128.store(t, f64x2.relaxed_madd(a1, s, y), 80);
  s = v128.load64_splat(inverse, 120);
  x = f64x2.mul(v128.load(t, 96), s);
  y = f64x2.mul(v128.load(t, 112), s);
  s = v128.load64_splat(inverse, 88);
  x = f64x2.relaxed_madd(c0, s, x);
  y = f64x2.relaxed_madd(c1, s, y);
  s = v128.load64_splat(inverse, 56);
  x = f64x2.relaxed_madd(b0, s, x);
  y = f64x2.relaxed_madd(b1, s, y);
  s = v128.load64_splat(inverse, 24);
  v128.store(t, f64x2.relaxed_madd(a0, s, x), 96);
  v128.store(t, f64x2.relaxed_madd(a1, s, y), 112);
}

/**
 * Replaces the symmetric pivot tile by the inverse of its Cholesky factor.
 *
 * `least` holds, for each of the four columns, what its pivot must exceed. Returns the column of the first pivot that does
 * not, and leaves the pivot in `failed`; or −1.
 */
export function invertPivotTile(t: usize, least: usize, failed: usize): i32 {
  const d0 = load<f64>(t);
  if (!(d0 > load<f64>(least))) {
    store<f64>(failed, d0);
    return 0;
  }
  const r0 = 1 / Math.sqrt(d0);
  const l10 = load<f64>(t, 8) * r0, l20 = load<f64>(t, 16) * r0, l30 = load<f64>(t, 24) * r0;
  const d1 = load<f64>(t, 40) - l10 * l10;
  if (!(d1 > load<f64>(least, 8))) {
    store<f64>(failed, d1);
    return 1;
  }
  const r1 = 1 / Math.sqrt(d1);
  const l21 = (load<f64>(t, 48) - l20 * l10) * r1, l31 = (load<f64>(t, 56) - l30 * l10) * r1;
  const d2 = load<f64>(t, 80) - l20 * l20 - l21 * l21;
  if (!(d2 > load<f64>(least, 16))) {
    store<f64>(failed, d2);
    return 2;
  }
  const r2 = 1 / Math.sqrt(d2);
  const l32 = (load<f64>(t, 88) - l30 * l20 - l31 * l21) * r2;
  const d3 = load<f64>(t, 120) - l30 * l30 - l31 * l31 - l32 * l32;
  if (!(d3 > load<f64>(least, 24))) {
    store<f64>(failed, d3);
    return 3;
  }
  const r3 = 1 / Math.sqrt(d3);
  const i10 = -l10 * r0 * r1;
  const i21 = -l21 * r1 * r2;
  const i32_ = -l32 * r2 * r3;
  const i20 = -(l20 * r0 + l21 * i10) * r2;
  const i31 = -(l31 * r1 + l32 * i21) * r3;
  const i30 = -(l30 * r0 + l31 * i10 + l32 * i20) * r3;
  store<f64>(t, r0);
  store<f64>(t, i10, 8);
  store<f64>(t, i20, 16);
  store<f64>(t, i30, 24);
  store<f64>(t, 0, 32);
  store<f64>(t, r1, 40);
  store<f64>(t, i21, 48);
  store<f64>(t, i31, 56);
  store<f64>(t, 0, 64);
  store<f64>(t, 0, 72);
  store<f64>(t, r2, 80);
  store<f64>(t, i32_, 88);
  store<f64>(t, 0, 96);
  store<f64>(t, 0, 104);
  store<f64>(t, 0, 112);
  store<f64>(t, r3, 120);
  return -1;
}
