/**
 * Fill-reducing ordering by nested dissection (A. George, SIAM J. Numer. Anal. 10, 1973): a small set of nodes that cuts the
 * graph in two is eliminated last, and each side is ordered in the same way; small pieces by minimum degree.
 *
 * @module
 */
import type { CsrPattern } from "./csr.ts";
import { bisect } from "./bisection.ts";
import { type Graph, randomIntegers, subgraph } from "./graph.ts";
import { minimumDegree } from "./minimum_degree.ts";
import { LEFT, RIGHT, SEPARATOR } from "./separator.ts";

/** Pieces up to this size are ordered by minimum degree. */
const LEAF = +(Deno.env.get("LEAF") ?? 120);

export function nestedDissection(pattern: CsrPattern, _p?: any): Int32Array {
  const { rows } = pattern;
  const order = Int32Array.from({ length: rows }, (_, v) => v);
  const label = new Int32Array(rows).fill(-1);
  const random = randomIntegers(1);
  const whole = graphOf(pattern);
  const stack: { from: number; graph: Graph }[] = [{ from: 0, graph: whole }];
  while (stack.length) {
    const { from, graph } = stack.pop()!;
    const piece = order.subarray(from, from + graph.nodes);
    if (graph.nodes <= LEAF) {
      minimumDegree(pattern, piece, label);
      continue;
    }
    let b = bisect(graph, random);
    const T = +(Deno.env.get("RUNS") ?? 1);
    for (let t = 1; t < T; t++) {
      const c = bisect(graph, random);
      if (c.cost < b.cost) b = c;
    }
    const { side } = b;
    const parts = [LEFT, RIGHT, SEPARATOR].map((s) =>
      Int32Array.from({ length: 0 }) && new Int32Array(side.filter((x) => x === s).length)
    );
    const fill = [0, 0, 0];
    for (let i = 0; i < graph.nodes; i++) parts[side[i]][fill[side[i]]++] = i;
    if (LOG && piece.length > 500) console.log(piece.length, ...fill);
    const original = piece.slice();
    let at = 0;
    for (const part of parts) for (const i of part) piece[at++] = original[i];
    stack.push({ from, graph: subgraph(graph, parts[0], label) });
    stack.push({ from: from + fill[0], graph: subgraph(graph, parts[1], label) });
  }
  return order;
}
function graphOf(p: CsrPattern): Graph {
  const n = p.rows;
  const start = new Int32Array(n + 1);
  const nb = new Int32Array(p.columnIndex.length);
  let c = 0;
  for (let i = 0; i < n; i++) {
    for (let e = p.rowStart[i]; e < p.rowStart[i + 1]; e++) {
      if (p.columnIndex[e] !== i) nb[c++] = p.columnIndex[e];
    }
    start[i + 1] = c;
  }
  return {
    nodes: n,
    start,
    neighbour: nb.slice(0, c),
    weight: new Int32Array(n).fill(1),
    edgeWeight: new Int32Array(c).fill(1),
  };
}
const LOG = !!Deno.env.get("LOG");
