/**
 * Nodes that should not be: used by no tetrahedron, or lying on another node of the same compartment.
 *
 * @module
 */
import type { Tensor } from "../autodiff/mod.ts";
import { InputError } from "../input_error.ts";

/** Nodes closer than this fraction of the mesh's diagonal coincide. */
const COINCIDENT = 1e-12;

/** Side of the search cells, as a fraction of the mesh's diagonal: far above `COINCIDENT`, far below any edge. */
const CELL = 1e-8;

/** Offset of the search cells, in cells, so that the coordinates people choose do not lie on cell walls. */
const OFFSET = 0.381966;

/**
 * Lists the nodes that no tetrahedron uses.
 *
 * @param tets Node indices, [4 × tets].
 * @param nodeCount How many nodes there are.
 * @returns Their indices, ascending.
 */
export function unusedNodes(tets: Int32Array, nodeCount: number): Int32Array {
  const used = new Uint8Array(nodeCount);
  for (const node of tets) used[node] = 1;
  const unused: number[] = [];
  for (let node = 0; node < nodeCount; node++) if (used[node] === 0) unused.push(node);
  return Int32Array.from(unused);
}

/**
 * Drops nodes and renumbers the tetrahedra, in place, to match.
 *
 * @param points Node positions, shape [nodes, 3], µm.
 * @param tets Node indices, [4 × tets]; rewritten.
 * @param unused The nodes to drop, ascending, none of them used.
 * @returns The positions of the nodes that stay.
 */
export function dropUnusedNodes(points: Tensor, tets: Int32Array, unused: Int32Array): Tensor {
  const nodeCount = points.shape[0];
  const renumbered = new Int32Array(nodeCount);
  for (const node of unused) renumbered[node] = -1;
  const data = new Float64Array(3 * (nodeCount - unused.length));
  let next = 0;
  for (let node = 0; node < nodeCount; node++) {
    if (renumbered[node] < 0) continue;
    data.set(points.data.subarray(3 * node, 3 * node + 3), 3 * next);
    renumbered[node] = next++;
  }
  for (let i = 0; i < tets.length; i++) tets[i] = renumbered[tets[i]];
  return Object.freeze({ shape: Object.freeze([next, 3]), data });
}

/**
 * Refuses two nodes at one place that serve the same compartment: the mesh would be torn there, unseen.
 *
 * Nodes duplicated on the two sides of an interface serve different compartments and may coincide.
 *
 * @param points Coordinates, [3 × nodes], µm.
 * @param tets Node indices, [4 × tets].
 * @param compartments Compartment ids, [tets].
 * @throws {InputError} If there are such nodes.
 */
export function checkDuplicateNodes(
  points: Float64Array,
  tets: Int32Array,
  compartments: Int32Array,
): void {
  const pairs = coincidentPairs(points);
  if (pairs.length === 0) return;
  const served = new Map<number, Set<number>>();
  for (const pair of pairs) for (const node of pair) served.set(node, new Set());
  tets.forEach((node, i) => served.get(node)?.add(compartments[i >> 2]));
  for (const [a, b] of pairs) {
    for (const compartment of served.get(a)!) {
      if (!served.get(b)!.has(compartment)) continue;
      const [x, y, z] = points.subarray(3 * a, 3 * a + 3);
      throw new InputError(
        `Nodes ${a} and ${b} of compartment ${compartment} are both at (${x}, ${y}, ${z}): merge them into one`,
      );
    }
  }
}

/**
 * Tells which nodes lie at one place: nodes duplicated on the two sides of an interface do.
 *
 * @param points Coordinates, [3 × nodes], µm.
 * @returns For each node, the lowest node at its place, [nodes].
 */
export function nodePlaces(points: Float64Array): Int32Array {
  const places = Int32Array.from({ length: points.length / 3 }, (_, node) => node);
  // Each pair comes when its later node does, so the earlier has its place already.
  for (const [a, b] of coincidentPairs(points)) places[b] = Math.min(places[b], places[a]);
  return places;
}

/** Finds all pairs of coincident points by hashing them into cells; a point near a wall looks across it too. */
function coincidentPairs(points: Float64Array): [number, number][] {
  const count = points.length / 3;
  const diagonal = diagonalOf(points);
  const tolerance = COINCIDENT * diagonal;
  const scale = 1 / (CELL * diagonal);
  const mask = 2 ** Math.ceil(Math.log2(2 * count + 2)) - 1;
  const firstInBucket = new Int32Array(mask + 1).fill(-1);
  const nextInBucket = new Int32Array(count);
  const pairs: [number, number][] = [];
  const low = new Float64Array(3), high = new Float64Array(3);
  for (let node = 0; node < count; node++) {
    for (let axis = 0; axis < 3; axis++) {
      const cell = (points[3 * node + axis] * scale) + OFFSET;
      low[axis] = Math.floor(cell - COINCIDENT / CELL);
      high[axis] = Math.floor(cell + COINCIDENT / CELL);
    }
    for (let x = low[0]; x <= high[0]; x++) {
      for (let y = low[1]; y <= high[1]; y++) {
        for (let z = low[2]; z <= high[2]; z++) {
          let other = firstInBucket[cellHash(x, y, z) & mask];
          for (; other >= 0; other = nextInBucket[other]) {
            if (distance(points, other, node) <= tolerance) pairs.push([other, node]);
          }
        }
      }
    }
    const bucket = cellHash(
      Math.floor(points[3 * node] * scale + OFFSET),
      Math.floor(points[3 * node + 1] * scale + OFFSET),
      Math.floor(points[3 * node + 2] * scale + OFFSET),
    ) & mask;
    nextInBucket[node] = firstInBucket[bucket];
    firstInBucket[bucket] = node;
  }
  return pairs;
}

function cellHash(x: number, y: number, z: number): number {
  const hash = Math.imul(x, 73856093) ^ Math.imul(y, 19349663) ^ Math.imul(z, 83492791);
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 4;
}

function distance(points: Float64Array, a: number, b: number): number {
  return Math.hypot(
    points[3 * a] - points[3 * b],
    points[3 * a + 1] - points[3 * b + 1],
    points[3 * a + 2] - points[3 * b + 2],
  );
}

function diagonalOf(points: Float64Array): number {
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i++) {
    low[i % 3] = Math.min(low[i % 3], points[i]);
    high[i % 3] = Math.max(high[i % 3], points[i]);
  }
  return Math.hypot(high[0] - low[0], high[1] - low[1], high[2] - low[2]);
}
