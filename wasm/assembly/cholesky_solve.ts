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
import { backwardPivots, backwardTiles, forwardPivots, forwardRows } from "./cholesky_solve_tile";
import { COLUMN, TILE_BYTES, triangleStrip } from "./cholesky_tile";

/** Strips that a backward step goes through together: each is read in sequence, and so few are prefetched well. */
const TOGETHER: i32 = 8;
/** Bytes of strips that may be taken together where they are short. */
const CHUNK: i32 = 32768;

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
    const chunk = max(TOGETHER, CHUNK / <i32> stride);
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
    for (let last = pivotStrips; last > 0; last -= TOGETHER) {
      const start = max(0, last - TOGETHER);
      for (let j = last - 1; j >= start; j--) {
        const t = triangleStrip(panel, j) + <usize> j * TILE_BYTES;
        const next = <usize> (j + 1) * TILE_BYTES;
        for (let group = work; group < end; group += groupBytes) {
          const y = group + first + <usize> j * TILE_BYTES;
          backwardTiles(y, t + next, next + TILE_BYTES, TILE_BYTES, y + TILE_BYTES, last - 1 - j);
          backwardPivots(y, t);
        }
      }
      const tiles = triangleStrip(panel, start);
      const next = <usize> (start + 1) * TILE_BYTES;
      for (let j = 0; j < start; j++) {
        const offset = <usize> j * TILE_BYTES;
        for (let group = work; group < end; group += groupBytes) {
          const x = group + first;
          const y = x + offset;
          backwardTiles(y, tiles + offset, next, TILE_BYTES, x + <usize> start * TILE_BYTES, last - start);
        }
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
