/**
 * The elimination tree of a sparse symmetric matrix, its postorder, and the column counts of its Cholesky factor.
 *
 * J. W. H. Liu, "The role of elimination trees in sparse factorization", SIAM J. Matrix Anal. Appl. 11 (1990);
 * T. A. Davis, "Direct Methods for Sparse Linear Systems", SIAM (2006), chapter 4.
 *
 * @module
 */
import type { CsrPattern } from "./csr.ts";

/**
 * The elimination tree of P A Pᵀ: the parent of column k is the first row below the diagonal in column k of the factor.
 *
 * @param pattern Symmetric pattern of A.
 * @param order `order[k]` is the row of A eliminated at step k.
 * @param place The inverse of `order`.
 * @returns The parent of each step, −1 for a root, [rows].
 */
export function eliminationTree(
  pattern: CsrPattern,
  order: Int32Array,
  place: Int32Array,
): Int32Array {
  const { rows, rowStart, columnIndex } = pattern;
  const parent = new Int32Array(rows).fill(-1);
  const ancestor = new Int32Array(rows).fill(-1);
  for (let k = 0; k < rows; k++) {
    const row = order[k];
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) {
      let i = place[columnIndex[e]];
      // Walk from i towards the root of its subtree, pointing every node passed at k (path compression).
      while (i !== -1 && i < k) {
        const next = ancestor[i];
        ancestor[i] = k;
        if (next === -1) parent[i] = k;
        i = next;
      }
    }
  }
  return parent;
}

/**
 * A postorder of a forest: children come before their parent and each subtree is contiguous.
 *
 * @param parent The parent of each node, −1 for a root.
 * @returns `post[k]` is the node visited k-th, [nodes].
 */
export function postorder(parent: Int32Array): Int32Array {
  const nodes = parent.length;
  const firstChild = new Int32Array(nodes).fill(-1);
  const nextSibling = new Int32Array(nodes).fill(-1);
  for (let v = nodes - 1; v >= 0; v--) {
    if (parent[v] < 0) continue;
    nextSibling[v] = firstChild[parent[v]];
    firstChild[parent[v]] = v;
  }
  const post = new Int32Array(nodes);
  const stack = new Int32Array(nodes);
  let count = 0;
  for (let root = 0; root < nodes; root++) {
    if (parent[root] >= 0) continue;
    let top = 0;
    stack[0] = root;
    while (top >= 0) {
      const v = stack[top];
      const child = firstChild[v];
      if (child >= 0) {
        firstChild[v] = nextSibling[child];
        stack[++top] = child;
      } else {
        post[count++] = v;
        top--;
      }
    }
  }
  return post;
}

/**
 * Entries in each column of the factor, diagonal included, from the row subtrees of the elimination tree
 * (Gilbert, Ng and Peyton, SIAM J. Matrix Anal. Appl. 15, 1994).
 *
 * @param pattern Symmetric pattern of A.
 * @param order `order[k]` is the row of A eliminated at step k; the elimination tree must be postordered under it.
 * @param place The inverse of `order`.
 * @param parent The elimination tree, every parent above its children.
 * @returns The count of each column, [rows].
 */
export function columnCounts(
  pattern: CsrPattern,
  order: Int32Array,
  place: Int32Array,
  parent: Int32Array,
): Int32Array {
  const { rows, rowStart, columnIndex } = pattern;
  const counts = new Int32Array(rows);
  const firstDescendant = new Int32Array(rows).fill(-1);
  for (let k = 0; k < rows; k++) {
    counts[k] = firstDescendant[k] === -1 ? 1 : 0;
    for (let i = k; i !== -1 && firstDescendant[i] === -1; i = parent[i]) firstDescendant[i] = k;
  }
  const maxFirst = new Int32Array(rows).fill(-1);
  const previousLeaf = new Int32Array(rows).fill(-1);
  const ancestor = Int32Array.from(parent, (_, i) => i);
  for (let j = 0; j < rows; j++) {
    if (parent[j] !== -1) counts[parent[j]]--;
    const row = order[j];
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) {
      const i = place[columnIndex[e]];
      // j is a leaf of row i's subtree unless an earlier entry of row i lies below j.
      if (i <= j || firstDescendant[j] <= maxFirst[i]) continue;
      maxFirst[i] = firstDescendant[j];
      const before = previousLeaf[i];
      previousLeaf[i] = j;
      counts[j]++;
      if (before === -1) continue;
      let join = before;
      while (join !== ancestor[join]) join = ancestor[join];
      for (let s = before; s !== join;) {
        const next = ancestor[s];
        ancestor[s] = join;
        s = next;
      }
      counts[join]--;
    }
    if (parent[j] !== -1) ancestor[j] = parent[j];
  }
  for (let j = 0; j < rows; j++) if (parent[j] !== -1) counts[parent[j]] += counts[j];
  return counts;
}
