/**
 * Refinement of vertex separators by moving nodes out of the separator one at a time, after Fiduccia and Mattheyses
 * (DAC 1982) in the node form of Hendrickson and Rothberg (SIAM J. Sci. Comput. 20, 1998).
 *
 * @module
 */
import type { Graph } from "./graph.ts";

/** The side of a node on the left of the separator. */
export const LEFT = 0;
/** The side of a node on the right of the separator. */
export const RIGHT = 1;
/** The side of a node that separates the two. */
export const SEPARATOR = 2;

/** How large one side may become, as a share of the whole. */
const MAX_SHARE = +(Deno.env.get("SHARE") ?? 0.6);
/** Moves without a new best after which a pass gives up. */
const PATIENCE = +(Deno.env.get("PAT") ?? 150);
/** Passes at most. */
const PASSES = +(Deno.env.get("PASSES") ?? 8);
/** Gains are told apart down to this many units below the best possible one. */
const MAX_LISTS = 4096;

/** Queues of the separator's nodes by gain, for moves to one side: doubly linked lists, one per gain. */
interface GainQueue {
  readonly head: Int32Array;
  readonly next: Int32Array;
  readonly previous: Int32Array;
  lowest: number;
}

function insert(queue: GainQueue, v: number, list: number): void {
  const { head, next, previous } = queue;
  const first = head[list];
  next[v] = first;
  previous[v] = -1;
  if (first >= 0) previous[first] = v;
  head[list] = v;
  if (list < queue.lowest) queue.lowest = list;
}

function remove(queue: GainQueue, v: number, list: number): void {
  const { head, next, previous } = queue;
  if (next[v] >= 0) previous[next[v]] = previous[v];
  if (previous[v] >= 0) next[previous[v]] = next[v];
  else head[list] = next[v];
}

/** The list of highest gain that holds a node, or −1. */
function highest(queue: GainQueue): number {
  const { head } = queue;
  while (queue.lowest < head.length && head[queue.lowest] < 0) queue.lowest++;
  return queue.lowest < head.length ? queue.lowest : -1;
}

/**
 * Improves a separator in place.
 *
 * A node that moves from the separator to one side pulls its neighbours on the other side into the separator, so the move
 * to side s gains its own weight less that of its neighbours opposite s. A pass moves the best node again and again, each
 * at most once, past states that are worse, and then returns to the best state it saw.
 *
 * @param graph The graph.
 * @param side The side of each node, [nodes].
 * @returns The cost of the separator: its weight, and a little for unequal sides.
 */
export function refineSeparator(graph: Graph, side: Uint8Array): number {
  const { nodes, start, neighbour, weight } = graph;
  let heaviest = 1;
  let total = 0;
  for (let v = 0; v < nodes; v++) {
    total += weight[v];
    if (weight[v] > heaviest) heaviest = weight[v];
  }
  let lists = 0;
  for (let v = 0; v < nodes; v++) lists = Math.max(lists, start[v + 1] - start[v]);
  lists = Math.min(MAX_LISTS, heaviest * (lists + 1) + 1);
  const limit = Math.ceil(MAX_SHARE * total);
  const queues = [LEFT, RIGHT].map((): GainQueue => ({
    head: new Int32Array(lists),
    next: new Int32Array(nodes),
    previous: new Int32Array(nodes),
    lowest: lists,
  }));
  /** Weight of each separator node's neighbours on the left and on the right. */
  const opposite = [new Int32Array(nodes), new Int32Array(nodes)];
  /** Nodes moved in this pass. */
  const moved = new Uint8Array(nodes);
  /** Nodes whose side changed in this pass, and the side they had. */
  const trail: number[] = [];
  const mass = [0, 0, 0];

  /** The list a node is in for moves away from side s. */
  const listOf = (v: number, s: number): number =>
    Math.min(lists - 1, heaviest - weight[v] + opposite[s][v]);

  const enter = (v: number): void => {
    let left = 0;
    let right = 0;
    for (let e = start[v]; e < start[v + 1]; e++) {
      const u = neighbour[e];
      if (side[u] === LEFT) left += weight[u];
      else if (side[u] === RIGHT) right += weight[u];
    }
    opposite[LEFT][v] = left;
    opposite[RIGHT][v] = right;
    if (moved[v]) return;
    insert(queues[LEFT], v, listOf(v, RIGHT));
    insert(queues[RIGHT], v, listOf(v, LEFT));
  };

  /** Adds to the weight of separator node w's neighbours on side s; its gain towards the opposite side follows. */
  const change = (w: number, s: number, by: number): void => {
    if (moved[w]) {
      opposite[s][w] += by;
      return;
    }
    remove(queues[1 - s], w, listOf(w, s));
    opposite[s][w] += by;
    insert(queues[1 - s], w, listOf(w, s));
  };

  const move = (v: number, to: number): void => {
    const other = 1 - to;
    remove(queues[LEFT], v, listOf(v, RIGHT));
    remove(queues[RIGHT], v, listOf(v, LEFT));
    moved[v] = 1;
    trail.push(v, SEPARATOR);
    side[v] = to;
    mass[SEPARATOR] -= weight[v];
    mass[to] += weight[v];
    for (let e = start[v]; e < start[v + 1]; e++) {
      const u = neighbour[e];
      if (side[u] === SEPARATOR) {
        change(u, to, weight[v]);
      } else if (side[u] === other) {
        trail.push(u, other);
        side[u] = SEPARATOR;
        mass[other] -= weight[u];
        mass[SEPARATOR] += weight[u];
        for (let f = start[u]; f < start[u + 1]; f++) {
          const w = neighbour[f];
          if (side[w] === SEPARATOR) change(w, other, -weight[u]);
        }
        enter(u);
      }
    }
  };

  const cost = (): number =>
    mass[SEPARATOR] * (1 + BAL * Math.abs(mass[LEFT] - mass[RIGHT]) / (2 * total)) +
    Math.max(0, mass[LEFT] - limit, mass[RIGHT] - limit);

  for (let v = 0; v < nodes; v++) mass[side[v]] += weight[v];
  for (let pass = 0;; pass++) {
    const initial = cost();
    if (pass === PASSES) return initial;
    for (const queue of queues) {
      queue.head.fill(-1);
      queue.lowest = lists;
    }
    if (pass > 0) moved.fill(0);
    for (let v = 0; v < nodes; v++) if (side[v] === SEPARATOR) enter(v);
    let best = initial;
    let bestLength = 0;
    trail.length = 0;
    for (let idle = 0; idle < PATIENCE; idle++) {
      const toLeft = highest(queues[LEFT]);
      const toRight = highest(queues[RIGHT]);
      let to = toLeft === toRight
        ? (mass[LEFT] < mass[RIGHT] ? LEFT : RIGHT)
        : (toRight < 0 || (toLeft >= 0 && toLeft < toRight) ? LEFT : RIGHT);
      // A side that would outgrow its share waits for the other.
      if (mass[to] >= limit) to = 1 - to;
      const list = to === LEFT ? toLeft : toRight;
      if (list < 0) break;
      move(queues[to].head[list], to);
      const now = cost();
      if (now < best) {
        best = now;
        bestLength = trail.length;
        idle = -1;
      }
    }
    for (let i = trail.length - 2; i >= bestLength; i -= 2) {
      const v = trail[i];
      mass[side[v]] -= weight[v];
      side[v] = trail[i + 1];
      mass[side[v]] += weight[v];
    }
    if (!(best < initial)) return initial;
  }
}
const BAL = +(Deno.env.get("BAL") ?? 0.5);
