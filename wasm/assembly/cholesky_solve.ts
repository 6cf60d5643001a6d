// Solves with the supernodal Cholesky factor, for blocks of up to sixteen columns at a time.
//
// Inside, the columns are taken four at a time: group g holds, slot after slot, four columns, so a slot of a group is
// 32 contiguous bytes. One pass over the factor serves all groups.
import { FIRST_ROW, FIRST_SLOT, PANEL, PIVOT_STRIPS, RECORD, STRIPS } from "./cholesky_factor";
import { backwardPivots, backwardStrip, forwardPivots, forwardRows } from "./cholesky_solve_tile";
import { COLUMN, TILE_BYTES, triangleStrip } from "./cholesky_tile";

/** Copies `width` ≤ 4 columns of the caller's row into a slot of a group. */
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

    let a = lower;
    let slot = slots + (<usize> load<i32>(record, FIRST_ROW) << 2);
    for (let i = 0; i < below; i++, a += stride, slot += 16) {
      for (let group = work; group < end; group += groupBytes) {
        backwardStrip(
          group + first,
          a,
          pivotStrips,
          group + <usize> load<u32>(slot) * COLUMN,
          group + <usize> load<u32>(slot, 4) * COLUMN,
          group + <usize> load<u32>(slot, 8) * COLUMN,
          group + <usize> load<u32>(slot, 12) * COLUMN,
        );
      }
    }
    for (let i = pivotStrips - 1; i >= 0; i--) {
      a = triangleStrip(panel, i);
      for (let group = work; group < end; group += groupBytes) {
        const y = group + first;
        const x = y + <usize> i * TILE_BYTES;
        backwardPivots(x, a + <usize> i * TILE_BYTES);
        backwardStrip(y, a, i, x, x + COLUMN, x + 2 * COLUMN, x + 3 * COLUMN);
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
    backward(supernodes, record, slots, factor, work, groupBytes, groups);
    row = x + (<usize> j << 3);
    for (let v = 0; v < nodes; v++, row += stride) {
      let from = work + <usize> load<u32>(slotOf + (<usize> v << 2)) * COLUMN;
      for (let g = 0; g < columns; g += 4, from += groupBytes) {
        copyRow(row + (<usize> g << 3), from, min(4, columns - g));
      }
    }
  }
}
