/**
 * Supernodes: groups of columns of the Cholesky factor with the same rows below, factorised as dense panels.
 *
 * Columns whose patterns are nested are grouped first; then children are merged into their parents where the few zeros this
 * stores cost less than the smaller panels would (C. Ashcraft and R. Grimes, ACM Trans. Math. Softw. 15, 1989).
 *
 * @module
 */

/** Rows and columns of panels are padded to multiples of this: the tile of the kernels. */
export const TILE = 4;
/** Entries of the factor that cost as much as one more supernode. */
const OVERHEAD = 40;

/** The supernodes of a factor, children before parents. */
export interface Supernodes {
  /** Where the columns of each supernode start, [supernodes + 1]. */
  readonly columnStart: Int32Array;
  /** The columns of each supernode one after the other, [columns]. */
  readonly columns: Int32Array;
  /** The parent of each supernode, −1 for a root. */
  readonly parent: Int32Array;
}

/** Rounds up to whole tiles. */
export function padded(count: number): number {
  return Math.ceil(count / TILE) * TILE;
}

/** Tiles a panel stores: the lower triangle of its pivot rows, and the rows below. */
export function panelTiles(width: number, below: number): number {
  const pivots = Math.ceil(width / TILE);
  return pivots * (pivots + 1) / 2 + pivots * Math.ceil(below / TILE);
}

/** Numbers a panel stores. */
function panelSize(width: number, below: number): number {
  return panelTiles(width, below) * TILE * TILE;
}

/**
 * Finds the supernodes of a factor.
 *
 * @param parent The elimination tree, postordered.
 * @param counts Entries of each column of the factor.
 * @returns The supernodes; their columns, in the order given, keep every descendant before its ancestors.
 */
export function findSupernodes(parent: Int32Array, counts: Int32Array): Supernodes {
  const columns = parent.length;
  /** The supernode of each column. */
  const supernodeOf = new Int32Array(columns);
  const first: number[] = [];
  for (let j = 0; j < columns; j++) {
    const nested = j > 0 && parent[j - 1] === j && counts[j - 1] === counts[j] + 1;
    if (!nested) first.push(j);
    supernodeOf[j] = first.length - 1;
  }
  const total = first.length;
  first.push(columns);
  const width = new Int32Array(total);
  const below = new Int32Array(total);
  const up = new Int32Array(total);
  const children: number[][] = Array.from({ length: total }, () => []);
  for (let s = 0; s < total; s++) {
    const last = first[s + 1] - 1;
    width[s] = first[s + 1] - first[s];
    below[s] = counts[last] - 1;
    up[s] = parent[last] < 0 ? -1 : supernodeOf[parent[last]];
    if (up[s] >= 0) children[up[s]].push(s);
  }
  /** The supernodes merged into each, in elimination order. */
  const merged: number[][] = Array.from({ length: total }, (_, s) => [s]);
  for (let s = 0; s < total; s++) {
    // Children come before parents, so their own merging is done. Take the cheapest child again and again.
    for (;;) {
      let best = -1;
      let bestZeros = Infinity;
      for (let i = 0; i < children[s].length; i++) {
        const c = children[s][i];
        const zeros = panelSize(width[s] + width[c], below[s]) -
          panelSize(width[s], below[s]) - panelSize(width[c], below[c]);
        if (zeros < bestZeros) {
          bestZeros = zeros;
          best = i;
        }
      }
      if (best < 0) break;
      const c = children[s][best];
      const limit = OVERHEAD;
      if (bestZeros > limit) break;
      width[s] += width[c];
      merged[s] = [...merged[c], ...merged[s]];
      children[s].splice(best, 1, ...children[c]);
      for (const grandchild of children[c]) up[grandchild] = s;
      merged[c] = [];
    }
  }
  return inPostorder(first, up, merged, children);
}

/** Lists the supernodes that remain so that subtrees are contiguous. */
function inPostorder(
  first: readonly number[],
  up: Int32Array,
  merged: readonly number[][],
  children: readonly number[][],
): Supernodes {
  const order: number[] = [];
  const number = new Int32Array(up.length).fill(-1);
  const stack: [supernode: number, nextChild: number][] = [];
  for (let root = 0; root < up.length; root++) {
    if (up[root] >= 0 || merged[root].length === 0) continue;
    stack.push([root, 0]);
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      const [s, child] = top;
      if (child < children[s].length) {
        top[1]++;
        stack.push([children[s][child], 0]);
      } else {
        number[s] = order.length;
        order.push(s);
        stack.pop();
      }
    }
  }
  const columnStart = new Int32Array(order.length + 1);
  const columns = new Int32Array(first[first.length - 1]);
  let count = 0;
  order.forEach((s, k) => {
    for (const part of merged[s]) {
      for (let j = first[part]; j < first[part + 1]; j++) columns[count++] = j;
    }
    columnStart[k + 1] = count;
  });
  const parent = Int32Array.from(order, (s) => up[s] < 0 ? -1 : number[up[s]]);
  return { columnStart, columns, parent };
}
