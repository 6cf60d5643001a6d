/**
 * Multilevel vertex separators: the graph is coarsened, cut while it is small, and the cut refined on the way back
 * (B. Hendrickson and E. Rothberg; G. Karypis and V. Kumar, SIAM J. Sci. Comput. 20, 1998).
 *
 * @module
 */
import { coarsen, type Graph, type Random } from "./graph.ts";
import { LEFT, refineSeparator, RIGHT, SEPARATOR } from "./separator.ts";

/** Graphs up to this size are cut directly. */
const COARSEST = 80;
/** First cuts tried on the coarsest graph. */
const TRIES = 5;
/** Coarsening stops when a step leaves more than this share of the nodes. */
const STALLED = 0.95;
/** How much heavier than the mean a node of the coarsest graph may be. */
const HEAVIEST = 1.5;

/** A separator of a graph. */
export interface Separator {
  /** The side of each node: left, right or separator. */
  readonly side: Uint8Array;
  /** How good it is; less is better. */
  readonly cost: number;
}

/** Grows the left side from a seed, breadth first, to half the weight; the last layer becomes the separator. */
function growFrom(seed: number, graph: Graph): Uint8Array {
  const { nodes, start, neighbour, weight } = graph;
  const side = new Uint8Array(nodes).fill(RIGHT);
  const queue = new Int32Array(nodes);
  const queued = new Uint8Array(nodes);
  let total = 0;
  for (let v = 0; v < nodes; v++) total += weight[v];
  let grown = 0;
  let tail = 0;
  let next = seed;
  for (let head = 0; 2 * grown < total; head++) {
    if (head === tail) {
      // A component is used up: go on in another.
      while (queued[next]) next = (next + 1) % nodes;
      queued[next] = 1;
      queue[tail++] = next;
    }
    const v = queue[head];
    side[v] = LEFT;
    grown += weight[v];
    for (let e = start[v]; e < start[v + 1]; e++) {
      const u = neighbour[e];
      if (queued[u]) continue;
      queued[u] = 1;
      queue[tail++] = u;
    }
  }
  for (let v = 0; v < nodes; v++) {
    if (side[v] !== RIGHT) continue;
    for (let e = start[v]; e < start[v + 1]; e++) {
      if (side[neighbour[e]] === LEFT) {
        side[v] = SEPARATOR;
        break;
      }
    }
  }
  return side;
}

/**
 * Finds a small separator that leaves two sides of similar weight.
 *
 * @param graph The graph.
 * @param random Source of random choices.
 * @returns The best separator found.
 */
export function bisect(graph: Graph, random: Random): Separator {
  if (graph.nodes > COARSEST) {
    let total = 0;
    for (let v = 0; v < graph.nodes; v++) total += graph.weight[v];
    const heaviest = Math.max(2, HEAVIEST * total / COARSEST);
    const { graph: coarse, coarseOf } = coarsen(graph, heaviest, random);
    if (coarse.nodes < STALLED * graph.nodes) {
      const rough = bisect(coarse, random).side;
      const side = new Uint8Array(graph.nodes);
      for (let v = 0; v < graph.nodes; v++) side[v] = rough[coarseOf[v]];
      return { side, cost: refineSeparator(graph, side) };
    }
  }
  let best: Separator | undefined;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const side = growFrom(random(graph.nodes), graph);
    const cost = refineSeparator(graph, side);
    if (best === undefined || cost < best.cost) best = { side, cost };
  }
  return best!;
}
