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
const MAX_SHARE = 0.65;
/** Moves without a new best after which a pass gives up. */
const PATIENCE = 300;
/** Passes at most. */
const PASSES = 8;
/** What sides that differ by the whole weight would add to the cost, as a share of the separator. */
const IMBALANCE = 0.25;
/** Gains are told apart down to this many units below the best possible one. */
const MAX_LISTS = 4096;

/**
 * Improves a separator in place.
 *
 * A node that moves from the separator to one side pulls its neighbours on the other side into the separator, which gains
 * its own weight less theirs. A pass moves nodes to one side only, the best node again and again, past states that are
 * worse, and then returns to the best state it saw; passes to the left and to the right alternate, so that the separator
 * sweeps back and forth (moving to both sides in one pass gave 5 % more fill).
 *
 * @param graph The graph.
 * @param side The side of each node, [nodes].
 * @returns The cost of the separator: its weight, and a little for unequal sides.
 */
export function refineSeparator(graph: Graph, side: Uint8Array): number {
  const { nodes, start, neighbour, weight } = graph;
  const mass = [0, 0, 0];
  let heaviest = 1;
  let degree = 0;
  for (let v = 0; v < nodes; v++) {
    mass[side[v]] += weight[v];
    if (weight[v] > heaviest) heaviest = weight[v];
    if (start[v + 1] - start[v] > degree) degree = start[v + 1] - start[v];
  }
  const total = mass[LEFT] + mass[RIGHT] + mass[SEPARATOR];
  const limit = Math.ceil(MAX_SHARE * total);
  // Separator nodes that may move, in doubly linked lists of equal gain, best gain first.
  const lists = Math.min(MAX_LISTS, heaviest * (degree + 1) + 1);
  const head = new Int32Array(lists);
  const next = new Int32Array(nodes);
  const previous = new Int32Array(nodes);
  const listOf = new Int32Array(nodes);
  let lowest = lists;
  /** Weight of each separator node's neighbours opposite the side that the pass moves to. */
  const opposite = new Int32Array(nodes);
  /** The last pass that moved each node. */
  const movedIn = new Int32Array(nodes).fill(-1);
  /** Nodes whose side changed in this pass; the sides they had. */
  const trail: number[] = [];
  const trailSide: number[] = [];
  let pass = 0;
  let to = mass[LEFT] < mass[RIGHT] ? LEFT : RIGHT;

  const insert = (v: number): void => {
    const list = Math.min(lists - 1, heaviest - weight[v] + opposite[v]);
    const first = head[list];
    listOf[v] = list;
    next[v] = first;
    previous[v] = -1;
    if (first >= 0) previous[first] = v;
    head[list] = v;
    if (list < lowest) lowest = list;
  };
  const remove = (v: number): void => {
    if (next[v] >= 0) previous[next[v]] = previous[v];
    if (previous[v] >= 0) next[previous[v]] = next[v];
    else head[listOf[v]] = next[v];
  };
  /** Takes note of a node that is, or has become, part of the separator. */
  const enter = (v: number): void => {
    if (movedIn[v] === pass) return;
    let sum = 0;
    for (let e = start[v]; e < start[v + 1]; e++) {
      if (side[neighbour[e]] === 1 - to) sum += weight[neighbour[e]];
    }
    opposite[v] = sum;
    insert(v);
  };
  const move = (v: number): void => {
    remove(v);
    movedIn[v] = pass;
    trail.push(v);
    trailSide.push(SEPARATOR);
    side[v] = to;
    mass[SEPARATOR] -= weight[v];
    mass[to] += weight[v];
    for (let e = start[v]; e < start[v + 1]; e++) {
      const u = neighbour[e];
      if (side[u] !== 1 - to) continue;
      trail.push(u);
      trailSide.push(1 - to);
      side[u] = SEPARATOR;
      mass[1 - to] -= weight[u];
      mass[SEPARATOR] += weight[u];
      for (let f = start[u]; f < start[u + 1]; f++) {
        const w = neighbour[f];
        if (side[w] !== SEPARATOR || movedIn[w] === pass) continue;
        remove(w);
        opposite[w] -= weight[u];
        insert(w);
      }
      enter(u);
    }
  };
  const cost = (): number =>
    mass[SEPARATOR] * (1 + IMBALANCE * Math.abs(mass[LEFT] - mass[RIGHT]) / total) +
    Math.max(0, mass[LEFT] - limit, mass[RIGHT] - limit);

  let initial = cost();
  for (let idlePasses = 0; pass < PASSES && idlePasses < 2; pass++) {
    head.fill(-1);
    lowest = lists;
    for (let v = 0; v < nodes; v++) if (side[v] === SEPARATOR) enter(v);
    let best = initial;
    let bestLength = 0;
    trail.length = 0;
    trailSide.length = 0;
    for (let idle = 0; idle < PATIENCE && mass[to] < limit; idle++) {
      while (lowest < lists && head[lowest] < 0) lowest++;
      if (lowest === lists) break;
      move(head[lowest]);
      const now = cost();
      if (now < best) {
        best = now;
        bestLength = trail.length;
        idle = -1;
      }
    }
    for (let i = trail.length - 1; i >= bestLength; i--) {
      const v = trail[i];
      mass[side[v]] -= weight[v];
      side[v] = trailSide[i];
      mass[side[v]] += weight[v];
    }
    idlePasses = best < initial ? 0 : idlePasses + 1;
    initial = best;
    to = 1 - to;
  }
  return initial;
}
