// Numeric supernodal Cholesky factorisation, multifrontal: the whole factorisation in one call.
//
// Each supernode's panel is filled with the matrix's entries, its children's update matrices are added in, its pivot
// columns are factorised, and its own update matrix (the Schur complement of its rows below the pivots) is left for its
// parent. See cholesky_tile.ts for the storage of panels; update matrices are stored as lower triangles of tiles,
// strip I having tiles 0 .. I.
import {
  COLUMN,
  divideTile,
  invertPivotTile,
  TILE_BYTES,
  triangleStrip,
  updateTile,
} from "./cholesky_tile";

/** Bytes of one supernode's record; fields below are byte offsets into it. */
export const RECORD: usize = 48;
/** Pivot columns without padding. */
export const PIVOTS: usize = 0;
/** Strips of pivot rows. */
export const PIVOT_STRIPS: usize = 4;
/** Rows below the pivots without padding. */
export const ROWS: usize = 8;
/** All strips of the panel. */
export const STRIPS: usize = 12;
/** Where the panel starts in the factor, in tiles. */
export const PANEL: usize = 16;
/** Where the rows below start in the lists of rows. */
export const FIRST_ROW: usize = 20;
/** Where the update matrix starts, in tiles. */
export const UPDATE: usize = 24;
/** The first child, or −1. */
export const FIRST_CHILD: usize = 28;
/** The parent's next child, or −1. */
export const NEXT_SIBLING: usize = 32;
/** The slot of the first pivot. */
export const FIRST_SLOT: usize = 36;
/** Where the matrix's entries for this panel start. */
export const FIRST_ENTRY: usize = 40;
/** Where they end. */
export const LAST_ENTRY: usize = 44;

/** Strips of pivots factorised together. */
const BLOCK: i32 = 16;
/** Columns of strips multiplied together, so that a strip's share stays in the first-level cache. */
const DEPTH: i32 = 256;
/** Strips whose shares stay in the second-level cache. */
const WIDTH: i32 = 32;

/** Address of strip i of a panel whose strips below the pivots start at `below`, `stride` bytes apart. */
@inline
function panelStrip(panel: usize, pivotStrips: i32, below: usize, stride: usize, i: i32): usize {
  return i < pivotStrips ? triangleStrip(panel, i) : below + <usize> (i - pivotStrips) * stride;
}

/** Adds a child's update matrix to its parent's panel and update matrix; `place` holds its rows' places in the parent. */
function addUpdate(
  child: usize,
  rows: i32,
  place: usize,
  panel: usize,
  pivotStrips: i32,
  update: usize,
): void {
  const pivotRows = 4 * pivotStrips;
  const stride = <usize> pivotStrips * TILE_BYTES;
  const below = triangleStrip(panel, pivotStrips);
  let split = 0;
  while (split < rows && load<i32>(place + (<usize> split << 2)) < pivotRows) split++;
  const shift = <usize> pivotRows * COLUMN;
  for (let i = 0; i < rows; i += 4) {
    const count = min(4, rows - i);
    // A short last strip repeats its last row; only its first `count` rows are stored.
    const at = place + (<usize> i << 2);
    const q0 = load<i32>(at);
    const q1 = count > 1 ? load<i32>(at, 4) : q0;
    const q2 = count > 2 ? load<i32>(at, 8) : q0;
    const q3 = count > 3 ? load<i32>(at, 12) : q0;
    const p0 = panelStrip(panel, pivotStrips, below, stride, q0 >> 2) + (<usize> (q0 & 3) << 3);
    const p1 = panelStrip(panel, pivotStrips, below, stride, q1 >> 2) + (<usize> (q1 & 3) << 3);
    const p2 = panelStrip(panel, pivotStrips, below, stride, q2 >> 2) + (<usize> (q2 & 3) << 3);
    const p3 = panelStrip(panel, pivotStrips, below, stride, q3 >> 2) + (<usize> (q3 & 3) << 3);
    const u0 = triangleStrip(update, (q0 - pivotRows) >> 2) + (<usize> (q0 & 3) << 3) - shift;
    const u1 = triangleStrip(update, (q1 - pivotRows) >> 2) + (<usize> (q1 & 3) << 3) - shift;
    const u2 = triangleStrip(update, (q2 - pivotRows) >> 2) + (<usize> (q2 & 3) << 3) - shift;
    const u3 = triangleStrip(update, (q3 - pivotRows) >> 2) + (<usize> (q3 & 3) << 3) - shift;
    if (count == 4) {
      const inPanel = min(split, i);
      let j = 0;
      let to = place;
      for (; j < inPanel; j++, to += 4, child += 32) {
        const column = <usize> load<i32>(to) * COLUMN;
        store<f64>(p0 + column, load<f64>(p0 + column) + load<f64>(child));
        store<f64>(p1 + column, load<f64>(p1 + column) + load<f64>(child, 8));
        store<f64>(p2 + column, load<f64>(p2 + column) + load<f64>(child, 16));
        store<f64>(p3 + column, load<f64>(p3 + column) + load<f64>(child, 24));
      }
      for (; j < i; j++, to += 4, child += 32) {
        const column = <usize> load<i32>(to) * COLUMN;
        store<f64>(u0 + column, load<f64>(u0 + column) + load<f64>(child));
        store<f64>(u1 + column, load<f64>(u1 + column) + load<f64>(child, 8));
        store<f64>(u2 + column, load<f64>(u2 + column) + load<f64>(child, 16));
        store<f64>(u3 + column, load<f64>(u3 + column) + load<f64>(child, 24));
      }
    } else {
      for (let j = 0; j < i; j++, child += 32) {
        const column = <usize> load<i32>(place + (<usize> j << 2)) * COLUMN;
        const inUpdate = j >= split;
        addTo((inUpdate ? u0 : p0) + column, child);
        if (count > 1) addTo((inUpdate ? u1 : p1) + column, child + 8);
        if (count > 2) addTo((inUpdate ? u2 : p2) + column, child + 16);
      }
    }
    for (let j = i; j < i + count; j++) {
      const q = load<i32>(place + (<usize> j << 2));
      const column = <usize> q * COLUMN;
      const inUpdate = j >= split;
      if (j == i) addTo((inUpdate ? u0 : p0) + column, child);
      if (j <= i + 1 && count > 1) addTo((inUpdate ? u1 : p1) + column, child + 8);
      if (j <= i + 2 && count > 2) addTo((inUpdate ? u2 : p2) + column, child + 16);
      if (count > 3) addTo((inUpdate ? u3 : p3) + column, child + 24);
      child += 32;
    }
  }
}

@inline
function addTo(to: usize, from: usize): void {
  store<f64>(to, load<f64>(to) + load<f64>(from));
}

/** Factorises a panel's pivot columns in all its strips; returns the failing column or −1. */
function factorPanel(panel: usize, pivotStrips: i32, strips: i32, least: usize, failed: usize): i32 {
  const stride = <usize> pivotStrips * TILE_BYTES;
  const below = triangleStrip(panel, pivotStrips);
  for (let first = 0; first < pivotStrips; first += BLOCK) {
    const last = min(first + BLOCK, pivotStrips);
    for (let p = 0; p < 4 * first; p += DEPTH) {
      const depth = min(DEPTH, 4 * first - p);
      const offset = <usize> p * COLUMN;
      for (let i = first; i < strips; i++) {
        const a = panelStrip(panel, pivotStrips, below, stride, i);
        const end = min(last, i + 1);
        for (let j = first; j < end; j++) {
          updateTile(a + <usize> j * TILE_BYTES, a + offset, triangleStrip(panel, j) + offset, depth);
        }
      }
    }
    const offset = <usize> first * TILE_BYTES;
    for (let i = first; i < strips; i++) {
      const a = panelStrip(panel, pivotStrips, below, stride, i);
      const end = min(last, i);
      for (let j = first; j < end; j++) {
        const t = a + <usize> j * TILE_BYTES;
        const b = triangleStrip(panel, j);
        if (j > first) updateTile(t, a + offset, b + offset, 4 * (j - first));
        divideTile(t, b + <usize> j * TILE_BYTES);
      }
      if (i < last) {
        const t = a + <usize> i * TILE_BYTES;
        if (i > first) updateTile(t, a + offset, a + offset, 4 * (i - first));
        const bad = invertPivotTile(t, least + (<usize> i << 5), failed);
        if (bad >= 0) return 4 * i + bad;
      }
    }
  }
  return -1;
}

/** Triangle -= B Bᵀ for the strips B below the pivots. */
function updateTriangle(triangle: usize, below: usize, stride: usize, columns: i32, strips: i32): void {
  for (let p = 0; p < columns; p += DEPTH) {
    const depth = min(DEPTH, columns - p);
    const share = below + <usize> p * COLUMN;
    for (let first = 0; first < strips; first += WIDTH) {
      for (let i = first; i < strips; i++) {
        const end = min(first + WIDTH, i + 1);
        const a = share + <usize> i * stride;
        let b = share + <usize> first * stride;
        let t = triangleStrip(triangle, i) + <usize> first * TILE_BYTES;
        for (let j = first; j < end; j++, b += stride, t += TILE_BYTES) updateTile(t, a, b, depth);
      }
    }
  }
}

/**
 * Factorises; returns −1, or the slot of the pivot that is not positive, whose value is then in `least[0]`.
 *
 * @param supernodes How many.
 * @param record Their records, children before parents.
 * @param place For each row below a supernode's pivots, its row in the parent's panel.
 * @param source For each of the matrix's entries that is used, its index in `values`.
 * @param target And its index in its panel.
 * @param values The matrix's values.
 * @param tolerance A pivot must exceed this share of the matrix's diagonal element.
 * @param factor Where the panels go.
 * @param updates Where the update matrices go.
 * @param least Scratch, one double per pivot of the widest supernode and one more.
 */
export function choleskyFactor(
  supernodes: i32,
  record: usize,
  place: usize,
  source: usize,
  target: usize,
  values: usize,
  tolerance: f64,
  factor: usize,
  updates: usize,
  least: usize,
): i32 {
  const records = record;
  for (let s = 0; s < supernodes; s++, record += RECORD) {
    const pivots = load<i32>(record, PIVOTS);
    const pivotStrips = load<i32>(record, PIVOT_STRIPS);
    const strips = load<i32>(record, STRIPS);
    const panel = factor + <usize> load<i32>(record, PANEL) * TILE_BYTES;
    const update = updates + <usize> load<i32>(record, UPDATE) * TILE_BYTES;
    const stride = <usize> pivotStrips * TILE_BYTES;
    const below = strips - pivotStrips;
    const lower = triangleStrip(panel, pivotStrips);
    memory.fill(panel, 0, lower - panel + <usize> below * stride);
    memory.fill(update, 0, <usize> ((below * (below + 1)) >> 1) * TILE_BYTES);

    const end = source + (<usize> load<i32>(record, LAST_ENTRY) << 2);
    let to = target + (<usize> load<i32>(record, FIRST_ENTRY) << 2);
    for (let e = source + (<usize> load<i32>(record, FIRST_ENTRY) << 2); e < end; e += 4, to += 4) {
      store<f64>(
        panel + (<usize> load<u32>(to) << 3),
        load<f64>(values + (<usize> load<u32>(e) << 3)),
      );
    }
    for (let p = 0; p < 4 * pivotStrips; p++) {
      const diagonal = triangleStrip(panel, p >> 2) + <usize> p * COLUMN + (<usize> (p & 3) << 3);
      if (p >= pivots) store<f64>(diagonal, 1);
      store<f64>(least + (<usize> p << 3), tolerance * Math.abs(load<f64>(diagonal)), 8);
    }

    for (let c = load<i32>(record, FIRST_CHILD); c >= 0;) {
      const child = records + <usize> c * RECORD;
      addUpdate(
        updates + <usize> load<i32>(child, UPDATE) * TILE_BYTES,
        load<i32>(child, ROWS),
        place + (<usize> load<i32>(child, FIRST_ROW) << 2),
        panel,
        pivotStrips,
        update,
      );
      c = load<i32>(child, NEXT_SIBLING);
    }
    const bad = factorPanel(panel, pivotStrips, strips, least + 8, least);
    if (bad >= 0) return load<i32>(record, FIRST_SLOT) + bad;
    updateTriangle(update, lower, stride, 4 * pivotStrips, below);
  }
  return -1;
}
