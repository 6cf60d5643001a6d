// Solves with the supernodal Cholesky factor, for blocks of up to sixteen columns at a time.
//
// Inside, the columns are taken four at a time: group g holds, slot after slot, four columns, so a slot of a group is
// 32 contiguous bytes. One pass over the factor serves all groups.
import {
  FIRST_ROW,
  FIRST_SLOT,
  PANEL,
  PIVOT_STRIPS,
  RECORD,
  ROWS,
  STRIPS,
} from "./cholesky_factor";
import { COLUMN, TILE_BYTES, triangleStrip } from "./cholesky_tile";

/** Bytes of a panel that a backward step goes through for all pivots before the next: they stay in the second-level cache. */
const CHUNK: i32 = 196608;

/** Copies `width` ≤ 4 columns of the caller's row into a slot of a group. */
// @ts-ignore: decorator
@inline
function copyRow(to: usize, from: usize, width: i32): void {
  if (width == 4) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
  } else {
    for (let j: usize = 0; j < <usize> width; j++) store<f64>(to + (j << 3), load<f64>(from + (j << 3)));
  }
}

/** Pivot rows y := (y − a x) for one strip and group, then y := g⁻¹ y; n is a multiple of 4. */
// @ts-ignore: decorator
@inline
function forwardPivots(y: usize, a: usize, x: usize, n: i32): void {
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
// @ts-ignore: decorator
@inline
function forwardRows(group: usize, slot: usize, a: usize, x: usize, n: i32): void {
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

/** Pivot rows y -= Σ tᵀ x over `count` tiles t, first `stride` bytes apart and then `growth` more each, and their rows x. */
// @ts-ignore: decorator
@inline
function backwardTiles(y: usize, t: usize, stride: usize, growth: usize, x: usize, count: i32): void {
  let y0 = v128.load(y), y1 = v128.load(y, 16);
  let y2 = v128.load(y, 32), y3 = v128.load(y, 48);
  let y4 = v128.load(y, 64), y5 = v128.load(y, 80);
  let y6 = v128.load(y, 96), y7 = v128.load(y, 112);
  for (let i = 0; i < count; i++) {
    let x0 = v128.load(x), x1 = v128.load(x, 16);
    let s = v128.load64_splat(t);
    y0 = f64x2.relaxed_nmadd(s, x0, y0);
    y1 = f64x2.relaxed_nmadd(s, x1, y1);
    s = v128.load64_splat(t, 32);
    y2 = f64x2.relaxed_nmadd(s, x0, y2);
    y3 = f64x2.relaxed_nmadd(s, x1, y3);
    s = v128.load64_splat(t, 64);
    y4 = f64x2.relaxed_nmadd(s, x0, y4);
    y5 = f64x2.relaxed_nmadd(s, x1, y5);
    s = v128.load64_splat(t, 96);
    y6 = f64x2.relaxed_nmadd(s, x0, y6);
    y7 = f64x2.relaxed_nmadd(s, x1, y7);
    x0 = v128.load(x, 32);
    x1 = v128.load(x, 48);
    s = v128.load64_splat(t, 8);
    y0 = f64x2.relaxed_nmadd(s, x0, y0);
    y1 = f64x2.relaxed_nmadd(s, x1, y1);
    s = v128.load64_splat(t, 40);
    y2 = f64x2.relaxed_nmadd(s, x0, y2);
    y3 = f64x2.relaxed_nmadd(s, x1, y3);
    s = v128.load64_splat(t, 72);
    y4 = f64x2.relaxed_nmadd(s, x0, y4);
    y5 = f64x2.relaxed_nmadd(s, x1, y5);
    s = v128.load64_splat(t, 104);
    y6 = f64x2.relaxed_nmadd(s, x0, y6);
    y7 = f64x2.relaxed_nmadd(s, x1, y7);
    x0 = v128.load(x, 64);
    x1 = v128.load(x, 80);
    s = v128.load64_splat(t, 16);
    y0 = f64x2.relaxed_nmadd(s, x0, y0);
    y1 = f64x2.relaxed_nmadd(s, x1, y1);
    s = v128.load64_splat(t, 48);
    y2 = f64x2.relaxed_nmadd(s, x0, y2);
    y3 = f64x2.relaxed_nmadd(s, x1, y3);
    s = v128.load64_splat(t, 80);
    y4 = f64x2.relaxed_nmadd(s, x0, y4);
    y5 = f64x2.relaxed_nmadd(s, x1, y5);
    s = v128.load64_splat(t, 112);
    y6 = f64x2.relaxed_nmadd(s, x0, y6);
    y7 = f64x2.relaxed_nmadd(s, x1, y7);
    x0 = v128.load(x, 96);
    x1 = v128.load(x, 112);
    s = v128.load64_splat(t, 24);
    y0 = f64x2.relaxed_nmadd(s, x0, y0);
    y1 = f64x2.relaxed_nmadd(s, x1, y1);
    s = v128.load64_splat(t, 56);
    y2 = f64x2.relaxed_nmadd(s, x0, y2);
    y3 = f64x2.relaxed_nmadd(s, x1, y3);
    s = v128.load64_splat(t, 88);
    y4 = f64x2.relaxed_nmadd(s, x0, y4);
    y5 = f64x2.relaxed_nmadd(s, x1, y5);
    s = v128.load64_splat(t, 120);
    y6 = f64x2.relaxed_nmadd(s, x0, y6);
    y7 = f64x2.relaxed_nmadd(s, x1, y7);
    t += stride;
    stride += growth;
    x += 128;
  }
  v128.store(y, y0);
  v128.store(y, y1, 16);
  v128.store(y, y2, 32);
  v128.store(y, y3, 48);
  v128.store(y, y4, 64);
  v128.store(y, y5, 80);
  v128.store(y, y6, 96);
  v128.store(y, y7, 112);
}

/** Pivot rows y := g⁻ᵀ y. */
// @ts-ignore: decorator
@inline
function backwardPivots(y: usize, t: usize): void {
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

function forward(
  supernodes: i32,
  record: usize,
  slots: usize,
  factor: usize,
  work: usize,
  groupBytes: usize,
  groups: i32,
): void {
  const end = work + <usize> groups * groupBytes;
  for (let s = 0; s < supernodes; s++, record += RECORD) {
    const pivotStrips = load<i32>(record, PIVOT_STRIPS);
    const strips = load<i32>(record, STRIPS);
    const stride = <usize> pivotStrips * TILE_BYTES;
    const first = <usize> load<i32>(record, FIRST_SLOT) * COLUMN;
    let a = factor + <usize> load<i32>(record, PANEL) * TILE_BYTES;
    for (let i = 0; i < pivotStrips; i++, a += <usize> i * TILE_BYTES) {
      for (let group = work; group < end; group += groupBytes) {
        const x = group + first;
        forwardPivots(x + <usize> i * TILE_BYTES, a, x, 4 * i);
      }
    }
    let slot = slots + (<usize> load<i32>(record, FIRST_ROW) << 2);
    for (let i = pivotStrips; i < strips; i++, a += stride, slot += 16) {
      for (let group = work; group < end; group += groupBytes) {
        forwardRows(group, slot, a, group + first, 4 * pivotStrips);
      }
    }
  }
}

function backward(
  supernodes: i32,
  records: usize,
  slots: usize,
  factor: usize,
  work: usize,
  groupBytes: usize,
  groups: i32,
  gathered: usize,
): void {
  const end = work + <usize> groups * groupBytes;
  let record = records + <usize> supernodes * RECORD;
  while (record > records) {
    record -= RECORD;
    const pivotStrips = load<i32>(record, PIVOT_STRIPS);
    const below = load<i32>(record, STRIPS) - pivotStrips;
    const stride = <usize> pivotStrips * TILE_BYTES;
    const first = <usize> load<i32>(record, FIRST_SLOT) * COLUMN;
    const panel = factor + <usize> load<i32>(record, PANEL) * TILE_BYTES;
    const lower = triangleStrip(panel, pivotStrips);
    const gatheredBytes = <usize> below * TILE_BYTES;

    // Bring the rows below together, so that the products read them in sequence.
    const slot = slots + (<usize> load<i32>(record, FIRST_ROW) << 2);
    const lastSlot = slot + (<usize> below << 4);
    let to = gathered;
    for (let group = work; group < end; group += groupBytes) {
      for (let at = slot; at < lastSlot; at += 4, to += COLUMN) {
        const from = group + <usize> load<u32>(at) * COLUMN;
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      }
    }
    const chunk = max(1, CHUNK / <i32> stride);
    for (let i = 0; i < below; i += chunk) {
      const count = min(chunk, below - i);
      const tiles = lower + <usize> i * stride;
      for (let j = 0; j < pivotStrips; j++) {
        const offset = <usize> j * TILE_BYTES;
        let x = gathered + <usize> i * TILE_BYTES;
        for (let group = work; group < end; group += groupBytes, x += gatheredBytes) {
          backwardTiles(group + first + offset, tiles + offset, stride, 0, x, count);
        }
      }
    }
    for (let j = pivotStrips - 1; j >= 0; j--) {
      const t = triangleStrip(panel, j) + <usize> j * TILE_BYTES;
      const next = <usize> (j + 1) * TILE_BYTES;
      for (let group = work; group < end; group += groupBytes) {
        const y = group + first + <usize> j * TILE_BYTES;
        backwardTiles(y, t + next, next + TILE_BYTES, TILE_BYTES, y + TILE_BYTES, pivotStrips - 1 - j);
        backwardPivots(y, t);
      }
    }
  }
}

/**
 * Solves L Lᵀ X = B in place for the caller's row-major block x of m columns.
 *
 * @param supernodes How many.
 * @param record Their records.
 * @param slots For each row below a supernode's pivots, its slot; padding rows have the slot after the last.
 * @param factor The panels.
 * @param nodes Rows of x.
 * @param slotOf The slot of each row of x.
 * @param slotCount Slots, the one for padding included.
 * @param x The block, solved in place.
 * @param m Its columns.
 * @param work Scratch, 16 doubles per slot.
 * @param gathered Scratch, 16 doubles per row below the pivots of the supernode that has most, padding included.
 */
export function choleskySolve(
  supernodes: i32,
  record: usize,
  slots: usize,
  factor: usize,
  nodes: i32,
  slotOf: usize,
  slotCount: i32,
  x: usize,
  m: i32,
  work: usize,
  gathered: usize,
): void {
  const groupBytes = <usize> slotCount * COLUMN;
  const stride = <usize> m << 3;
  for (let j = 0; j < m; j += 16) {
    const columns = min(16, m - j);
    const groups = (columns + 3) >> 2;
    memory.fill(work, 0, <usize> groups * groupBytes);
    let row = x + (<usize> j << 3);
    for (let v = 0; v < nodes; v++, row += stride) {
      let to = work + <usize> load<u32>(slotOf + (<usize> v << 2)) * COLUMN;
      for (let g = 0; g < columns; g += 4, to += groupBytes) {
        copyRow(to, row + (<usize> g << 3), min(4, columns - g));
      }
    }
    forward(supernodes, record, slots, factor, work, groupBytes, groups);
    backward(supernodes, record, slots, factor, work, groupBytes, groups, gathered);
    row = x + (<usize> j << 3);
    for (let v = 0; v < nodes; v++, row += stride) {
      let from = work + <usize> load<u32>(slotOf + (<usize> v << 2)) * COLUMN;
      for (let g = 0; g < columns; g += 4, from += groupBytes) {
        copyRow(row + (<usize> g << 3), from, min(4, columns - g));
      }
    }
  }
}
