/**
 * Weighted graphs for nested dissection: pieces cut out of a larger graph, and coarser versions of them.
 *
 * Coarsening by heavy-edge matching: G. Karypis and V. Kumar, SIAM J. Sci. Comput. 20 (1998).
 *
 * @module
 */

/** A symmetric graph without loops. */
export interface Graph {
  /** Number of nodes. */
  readonly nodes: number;
  /** Where each node's neighbours start, [nodes + 1]. */
  readonly start: Int32Array;
  /** The neighbours. */
  readonly neighbour: Int32Array;
  /** The weight of each node: how many nodes of the original graph it stands for. */
  readonly weight: Int32Array;
  /** The weight of each edge: how many edges of the original graph it stands for. */
  readonly edgeWeight: Int32Array;
}

/** Random integers below `limit`, the same on every run. */
export type Random = (limit: number) => number;

/** Makes a generator of Lehmer's kind (Park and Miller, Comm. ACM 31, 1988). */
export function randomIntegers(seed: number): Random {
  let state = seed % 2147483646 + 1;
  return (limit) => {
    state = state * 48271 % 2147483647;
    return state % limit;
  };
}

/**
 * Cuts a piece out of a graph.
 *
 * @param graph The graph.
 * @param piece The nodes of the piece.
 * @param label Scratch of −1's, [nodes of `graph`]; left as it was.
 * @returns The graph of the piece; its node i is `piece[i]`.
 */
export function subgraph(graph: Graph, piece: Int32Array, label: Int32Array): Graph {
  const nodes = piece.length;
  let edges = 0;
  for (let i = 0; i < nodes; i++) {
    label[piece[i]] = i;
    edges += graph.start[piece[i] + 1] - graph.start[piece[i]];
  }
  const start = new Int32Array(nodes + 1);
  const neighbour = new Int32Array(edges);
  const edgeWeight = new Int32Array(edges);
  const weight = new Int32Array(nodes);
  let count = 0;
  for (let i = 0; i < nodes; i++) {
    const v = piece[i];
    weight[i] = graph.weight[v];
    for (let e = graph.start[v]; e < graph.start[v + 1]; e++) {
      const j = label[graph.neighbour[e]];
      if (j < 0) continue;
      neighbour[count] = j;
      edgeWeight[count++] = graph.edgeWeight[e];
    }
    start[i + 1] = count;
  }
  for (let i = 0; i < nodes; i++) label[piece[i]] = -1;
  return { nodes, start, neighbour, weight, edgeWeight };
}

/** A graph and the finer one's nodes mapped to it. */
export interface Coarsening {
  /** The coarse graph. */
  readonly graph: Graph;
  /** The coarse node of each fine node. */
  readonly coarseOf: Int32Array;
}

/** Nodes of few neighbours first, since they have the fewest partners to choose from, and otherwise at random. */
function visitingOrder({ nodes, start }: Graph, random: Random): Int32Array {
  const shuffled = new Int32Array(nodes);
  for (let i = 0; i < nodes; i++) {
    const j = random(i + 1);
    shuffled[i] = shuffled[j];
    shuffled[j] = i;
  }
  const most = Math.ceil(0.7 * start[nodes] / nodes);
  const place = new Int32Array(most + 2);
  for (let v = 0; v < nodes; v++) place[Math.min(most, start[v + 1] - start[v]) + 1]++;
  for (let d = 0; d <= most; d++) place[d + 1] += place[d];
  const visit = new Int32Array(nodes);
  for (const v of shuffled) visit[place[Math.min(most, start[v + 1] - start[v])]++] = v;
  return visit;
}

/**
 * Merges pairs of neighbours along their heaviest edges.
 *
 * @param fine The graph.
 * @param heaviest No merged node becomes heavier than this.
 * @param random Source of the order in which nodes look for partners.
 * @returns The coarse graph, of a little more than half as many nodes.
 */
export function coarsen(fine: Graph, heaviest: number, random: Random): Coarsening {
  const { nodes, start, neighbour, weight, edgeWeight } = fine;
  const visit = visitingOrder(fine, random);
  const coarseOf = new Int32Array(nodes).fill(-1);
  const first = new Int32Array(nodes);
  const second = new Int32Array(nodes);
  let coarse = 0;
  for (let i = 0; i < nodes; i++) {
    const v = visit[i];
    if (coarseOf[v] >= 0) continue;
    let partner = v;
    let heaviestEdge = 0;
    for (let e = start[v]; e < start[v + 1]; e++) {
      const u = neighbour[e];
      if (edgeWeight[e] > heaviestEdge && coarseOf[u] < 0 && weight[u] + weight[v] <= heaviest) {
        heaviestEdge = edgeWeight[e];
        partner = u;
      }
    }
    first[coarse] = v;
    second[coarse] = partner;
    coarseOf[v] = coarse;
    coarseOf[partner] = coarse++;
  }

  const coarseStart = new Int32Array(coarse + 1);
  const coarseWeight = new Int32Array(coarse);
  const coarseNeighbour = new Int32Array(neighbour.length);
  const coarseEdge = new Int32Array(neighbour.length);
  /** Where the edge from the present node to each coarse node is, if at or after the node's start. */
  const place = new Int32Array(coarse).fill(-1);
  let count = 0;
  for (let c = 0; c < coarse; c++) {
    const from = count;
    const v = first[c];
    const u = second[c];
    coarseWeight[c] = v === u ? weight[v] : weight[v] + weight[u];
    place[c] = -1;
    for (let half = v;; half = u) {
      for (let e = start[half]; e < start[half + 1]; e++) {
        const d = coarseOf[neighbour[e]];
        if (d === c) continue;
        const at = place[d];
        if (at >= from) {
          coarseEdge[at] += edgeWeight[e];
        } else {
          place[d] = count;
          coarseNeighbour[count] = d;
          coarseEdge[count++] = edgeWeight[e];
        }
      }
      if (half === u) break;
    }
    coarseStart[c + 1] = count;
  }
  return {
    graph: {
      nodes: coarse,
      start: coarseStart,
      neighbour: coarseNeighbour.slice(0, count),
      weight: coarseWeight,
      edgeWeight: coarseEdge.slice(0, count),
    },
    coarseOf,
  };
}
