/**
 * Fill-reducing ordering by nested dissection (A. George, SIAM J. Numer. Anal. 10, 1973): a small set of nodes that cuts
 * the graph in two is eliminated last, each side is ordered in the same way, and small pieces by minimum degree.
 *
 * @module
 */
import { bisect } from "./bisection.ts";
import type { CsrPattern } from "./csr.ts";
import { type Graph, randomIntegers, subgraph } from "./graph.ts";
import { minimumDegree } from "./minimum_degree.ts";
import { LEFT, RIGHT, SEPARATOR } from "./separator.ts";

/** Pieces up to this size are ordered by minimum degree. */
const LEAF = 80;

/** The graph of a symmetric pattern: its entries off the diagonal. */
function graphOf(pattern: CsrPattern): Graph {
  const { rows, rowStart, columnIndex } = pattern;
  const start = new Int32Array(rows + 1);
  const neighbour = new Int32Array(columnIndex.length);
  let count = 0;
  for (let v = 0; v < rows; v++) {
    for (let e = rowStart[v]; e < rowStart[v + 1]; e++) {
      if (columnIndex[e] !== v) neighbour[count++] = columnIndex[e];
    }
    start[v + 1] = count;
  }
  return {
    nodes: rows,
    start,
    neighbour: neighbour.subarray(0, count),
    weight: new Int32Array(rows).fill(1),
    edgeWeight: new Int32Array(count).fill(1),
  };
}

/** The nodes on the left, on the right and in the separator. */
function parts(side: Uint8Array): [left: Int32Array, right: Int32Array, separator: Int32Array] {
  const count = [0, 0, 0];
  for (let v = 0; v < side.length; v++) count[side[v]]++;
  const nodes: [Int32Array, Int32Array, Int32Array] = [
    new Int32Array(count[LEFT]),
    new Int32Array(count[RIGHT]),
    new Int32Array(count[SEPARATOR]),
  ];
  count.fill(0);
  for (let v = 0; v < side.length; v++) nodes[side[v]][count[side[v]]++] = v;
  return nodes;
}

/**
 * Orders the rows of a symmetric matrix so that its Cholesky factor stays sparse.
 *
 * The result depends on the pattern alone: the same pattern gives the same order.
 *
 * @param pattern Symmetric pattern.
 * @returns The row eliminated at each step, [rows].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { csrFromTriplets, nestedDissection } from "@torrey/torrey/linalg";
 *
 * // A star: its centre, row 0, goes last but one, or the leaves would all be joined.
 * const star = csrFromTriplets(4, 4, [0, 1, 2, 3].flatMap((i) => [[0, i, 1], [i, 0, 1], [i, i, 1]] as const));
 * assertEquals(nestedDissection(star).indexOf(0) >= 2, true);
 * ```
 */
export function nestedDissection(pattern: CsrPattern): Int32Array {
  const { rows } = pattern;
  const order = Int32Array.from({ length: rows }, (_, v) => v);
  const label = new Int32Array(rows).fill(-1);
  const random = randomIntegers(1);
  const pieces: { from: number; graph: Graph }[] = [{ from: 0, graph: graphOf(pattern) }];
  for (let piece = pieces.pop(); piece !== undefined; piece = pieces.pop()) {
    const { from, graph } = piece;
    const nodes = order.subarray(from, from + graph.nodes);
    if (graph.nodes <= LEAF) {
      minimumDegree(pattern, nodes, label);
      continue;
    }
    const [left, right, separator] = parts(bisect(graph, random).side);
    const original = nodes.slice();
    [...left, ...right, ...separator].forEach((v, i) => nodes[i] = original[v]);
    pieces.push({ from, graph: subgraph(graph, left, label) });
    pieces.push({ from: from + left.length, graph: subgraph(graph, right, label) });
  }
  return order;
}
