/**
 * Symbolic analysis of a sparse symmetric matrix: everything about its Cholesky factorisation that depends on the pattern
 * alone, computed once and used again for every set of values.
 *
 * @module
 */
import type { CsrPattern } from "./csr.ts";
import { columnCounts, eliminationTree, postorder } from "./etree.ts";
import { nestedDissection } from "./nested_dissection.ts";
import { findSupernodes, padded, panelTiles, TILE } from "./supernodes.ts";
import { allotUpdates } from "./update_memory.ts";

/** How a matrix of a given pattern is factorised. */
export interface Symbolic {
  /** Order of the matrix. */
  readonly rows: number;
  /** Entries of the matrix's pattern. */
  readonly entries: number;
  /** `permutation[k]` is the row of the matrix eliminated at step k. */
  readonly permutation: Int32Array;
  /** Entries of the factor L, diagonal included, without the zeros that supernodes store. */
  readonly factorEntries: number;
  /** Multiplications and additions of the factorisation: Σ over columns of (entries)². */
  readonly flops: number;
  /** Where the pivots of each supernode start in `permutation`, [supernodes + 1]. */
  readonly pivotStart: Int32Array;
  /** The first slot of each supernode: pivots padded to whole tiles, one after the other, [supernodes + 1]. */
  readonly slotStart: Int32Array;
  /** The slot of each row of the matrix. */
  readonly slotOf: Int32Array;
  /** Parent of each supernode, −1 for a root. */
  readonly parent: Int32Array;
  /** Where each supernode's rows below its pivots start in `rowSlot`, padded to whole tiles, [supernodes + 1]. */
  readonly rowStart: Int32Array;
  /** Rows below the pivots of each supernode, without padding. */
  readonly rowCount: Int32Array;
  /** The slot of each row below; padding has the slot after the last. */
  readonly rowSlot: Int32Array;
  /** The place of each row below among the rows of the parent's panel. */
  readonly rowInParent: Int32Array;
  /** Where each panel starts, in tiles, [supernodes + 1]. */
  readonly panelStart: Int32Array;
  /** Where each update matrix starts, in tiles. */
  readonly updateStart: Int32Array;
  /** Tiles needed by the update matrices that exist at the same time. */
  readonly updateTiles: number;
  /** Where each supernode's entries start in `entrySource` and `entryTarget`, [supernodes + 1]. */
  readonly entryStart: Int32Array;
  /** The index, among the matrix's values, of each entry that is used. */
  readonly entrySource: Int32Array;
  /** Its place within its supernode's panel. */
  readonly entryTarget: Int32Array;
}

/**
 * Analyses a pattern.
 *
 * @param pattern Symmetric pattern with a full diagonal.
 * @returns What {@linkcode choleskyFactor} needs to factorise matrices of this pattern.
 * @throws {RangeError} If the pattern is not square, not symmetric, or lacks a diagonal entry.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { analyse, csrFromTriplets } from "@torrey/torrey/linalg";
 *
 * const matrix = csrFromTriplets(2, 2, [[0, 0, 2], [0, 1, -1], [1, 0, -1], [1, 1, 2]]);
 * assertEquals(analyse(matrix).factorEntries, 3);
 * ```
 */
export function analyse(pattern: CsrPattern): Symbolic {
  checkSymmetric(pattern);
  const { rows } = pattern;
  const first = nestedDissection(pattern);
  const tree = postordered(pattern, first);
  const counts = columnCounts(pattern, tree.order, tree.place, tree.parent);
  let factorEntries = 0;
  let flops = 0;
  for (const count of counts) {
    factorEntries += count;
    flops += count * count;
  }
  const { columnStart: pivotStart, columns, parent } = findSupernodes(tree.parent, counts);
  const permutation = Int32Array.from(columns, (j) => tree.order[j]);
  const supernodes = parent.length;

  const slotStart = new Int32Array(supernodes + 1);
  const slotOf = new Int32Array(rows);
  for (let s = 0; s < supernodes; s++) {
    const width = pivotStart[s + 1] - pivotStart[s];
    slotStart[s + 1] = slotStart[s] + padded(width);
    for (let i = 0; i < width; i++) slotOf[permutation[pivotStart[s] + i]] = slotStart[s] + i;
  }
  const { rowStart, rowCount, rowSlot } = rowsBelow(
    pattern,
    { permutation, pivotStart, slotStart, slotOf, parent },
  );

  const panelStart = new Int32Array(supernodes + 1);
  for (let s = 0; s < supernodes; s++) {
    const width = slotStart[s + 1] - slotStart[s];
    panelStart[s + 1] = panelStart[s] + panelTiles(width, rowStart[s + 1] - rowStart[s]);
  }
  const { rowInParent, entryStart, entrySource, entryTarget } = placesInPanels(
    pattern,
    { permutation, pivotStart, slotStart, slotOf, parent, rowStart, rowCount, rowSlot },
  );
  const { updateStart, updateTiles } = allotUpdates(parent, rowStart);
  return {
    rows,
    entries: pattern.columnIndex.length,
    permutation,
    factorEntries,
    flops,
    pivotStart,
    slotStart,
    slotOf,
    parent,
    rowStart,
    rowCount,
    rowSlot,
    rowInParent,
    panelStart,
    updateStart,
    updateTiles,
    entryStart,
    entrySource,
    entryTarget,
  };
}

function checkSymmetric(pattern: CsrPattern): void {
  const { rows, columns, rowStart, columnIndex } = pattern;
  if (rows !== columns) {
    throw new RangeError(`Cannot factorise a matrix of ${rows} × ${columns}: it must be square`);
  }
  // Rows are walked in order, so row j is named by its columns in ascending order too: one cursor per row is enough.
  const next = rowStart.slice(0, rows);
  for (let i = 0; i < rows; i++) {
    let diagonal = false;
    for (let e = rowStart[i]; e < rowStart[i + 1]; e++) {
      const j = columnIndex[e];
      if (j === i) diagonal = true;
      if (columnIndex[next[j]] !== i || next[j] >= rowStart[j + 1]) {
        throw new RangeError(
          `Cannot factorise the matrix: its pattern has row ${i}, column ${j} or the reverse but not both`,
        );
      }
      next[j]++;
    }
    if (!diagonal) {
      throw new RangeError(
        `Cannot factorise the matrix: its pattern has no diagonal entry in row ${i}`,
      );
    }
  }
}

/** An elimination order whose tree is postordered, and the tree. */
function postordered(
  pattern: CsrPattern,
  first: Int32Array,
): { order: Int32Array; place: Int32Array; parent: Int32Array } {
  const rows = first.length;
  const place = new Int32Array(rows);
  first.forEach((v, k) => place[v] = k);
  const tree = eliminationTree(pattern, first, place);
  const post = postorder(tree);
  const rank = new Int32Array(rows);
  post.forEach((k, i) => rank[k] = i);
  const order = Int32Array.from(post, (k) => first[k]);
  order.forEach((v, k) => place[v] = k);
  const parent = Int32Array.from(post, (k) => tree[k] < 0 ? -1 : rank[tree[k]]);
  return { order, place, parent };
}

type Layout = Pick<Symbolic, "permutation" | "pivotStart" | "slotStart" | "slotOf" | "parent">;
type Rows = Pick<Symbolic, "rowStart" | "rowCount" | "rowSlot">;

/** The rows below each supernode's pivots: those of its columns of the matrix and those of its children. */
function rowsBelow(pattern: CsrPattern, layout: Layout): Rows {
  const { permutation, pivotStart, slotStart, slotOf, parent } = layout;
  const supernodes = parent.length;
  const padding = slotStart[supernodes];
  const firstChild = new Int32Array(supernodes).fill(-1);
  const nextSibling = new Int32Array(supernodes).fill(-1);
  const seen = new Int32Array(padding).fill(-1);
  const lists: Int32Array[] = [];
  const rowStart = new Int32Array(supernodes + 1);
  const rowCount = new Int32Array(supernodes);
  const found = new Int32Array(padding);
  for (let s = 0; s < supernodes; s++) {
    const end = slotStart[s + 1];
    let count = 0;
    for (let k = pivotStart[s]; k < pivotStart[s + 1]; k++) {
      const row = permutation[k];
      for (let e = pattern.rowStart[row]; e < pattern.rowStart[row + 1]; e++) {
        const slot = slotOf[pattern.columnIndex[e]];
        if (slot < end || seen[slot] === s) continue;
        seen[slot] = s;
        found[count++] = slot;
      }
    }
    for (let c = firstChild[s]; c >= 0; c = nextSibling[c]) {
      for (const slot of lists[c]) {
        if (slot < end || seen[slot] === s) continue;
        seen[slot] = s;
        found[count++] = slot;
      }
    }
    lists.push(found.slice(0, count).sort());
    rowCount[s] = count;
    rowStart[s + 1] = rowStart[s] + padded(count);
    if (parent[s] >= 0) {
      nextSibling[s] = firstChild[parent[s]];
      firstChild[parent[s]] = s;
    }
  }
  const rowSlot = new Int32Array(rowStart[supernodes]).fill(padding);
  lists.forEach((list, s) => rowSlot.set(list, rowStart[s]));
  return { rowStart, rowCount, rowSlot };
}

/** Where the rows of each supernode lie in its parent's panel, and the matrix's entries in the panels. */
function placesInPanels(
  pattern: CsrPattern,
  layout: Layout & Rows,
): Pick<Symbolic, "rowInParent" | "entryStart" | "entrySource" | "entryTarget"> {
  const { permutation, pivotStart, slotStart, slotOf, parent, rowStart, rowCount, rowSlot } =
    layout;
  const supernodes = parent.length;
  const place = new Int32Array(slotStart[supernodes]);
  const children: number[][] = Array.from({ length: supernodes }, () => []);
  parent.forEach((p, s) => {
    if (p >= 0) children[p].push(s);
  });
  const rowInParent = new Int32Array(rowSlot.length);
  const used = (pattern.columnIndex.length + pattern.rows) / 2;
  const entryStart = new Int32Array(supernodes + 1);
  const entrySource = new Int32Array(used);
  const entryTarget = new Int32Array(used);
  let entries = 0;
  for (let s = 0; s < supernodes; s++) {
    const start = slotStart[s];
    const width = slotStart[s + 1] - start;
    for (let i = 0; i < width; i++) place[start + i] = i;
    for (let i = 0; i < rowCount[s]; i++) place[rowSlot[rowStart[s] + i]] = width + i;
    for (const c of children[s]) {
      for (let i = rowStart[c]; i < rowStart[c] + rowCount[c]; i++) {
        rowInParent[i] = place[rowSlot[i]];
      }
    }
    for (let k = pivotStart[s]; k < pivotStart[s + 1]; k++) {
      const v = permutation[k];
      const column = slotOf[v] - start;
      for (let e = pattern.rowStart[v]; e < pattern.rowStart[v + 1]; e++) {
        const slot = slotOf[pattern.columnIndex[e]];
        if (slot < slotOf[v]) continue;
        const row = place[slot];
        entrySource[entries] = e;
        // Strips of pivot rows end with their pivot tile, so tiles up to a strip make a triangle; see the kernel.
        const strip = Math.floor(row / TILE);
        const tiles = row < width
          ? panelTiles(strip * TILE, 0)
          : panelTiles(width, strip * TILE - width);
        entryTarget[entries++] = tiles * TILE * TILE + column * TILE + row % TILE;
      }
    }
    entryStart[s + 1] = entries;
  }
  return { rowInParent, entryStart, entrySource, entryTarget };
}
