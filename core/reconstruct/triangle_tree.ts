/**
 * A tree of boxes around triangles, to find how far a point is from the nearest of many.
 *
 * @module
 */
import { squaredDistanceToTriangle } from "./triangle_distance.ts";

/** Triangles in one leaf, at most. */
const LEAF = 6;

/** A box around some triangles: halves of them in two further boxes, or in a leaf those from … to. */
interface Box {
  /** Least and greatest coordinates. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly halves?: readonly [Box, Box];
  readonly from: number;
  readonly to: number;
}

/** Triangles in the order of the leaves, and the box around all. */
export interface TriangleTree {
  /** Nine coordinates per triangle. */
  readonly corners: Float64Array;
  /** The box around all. */
  readonly root: Box;
}

/** The box around triangles from … to, put in order of their middles along its longest side as it is halved. */
function boxOf(order: Int32Array, corners: Float64Array, from: number, to: number): Box {
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  for (let i = from; i < to; i++) {
    for (let k = 0; k < 9; k++) {
      const x = corners[9 * order[i] + k];
      low[k % 3] = Math.min(low[k % 3], x);
      high[k % 3] = Math.max(high[k % 3], x);
    }
  }
  if (to - from <= LEAF) return { low, high, from, to };
  const extents = high.map((x, k) => x - low[k]);
  const axis = extents.indexOf(Math.max(...extents));
  const middle = (t: number) =>
    corners[9 * t + axis] + corners[9 * t + 3 + axis] + corners[9 * t + 6 + axis];
  order.subarray(from, to).sort((a, b) => middle(a) - middle(b));
  const half = (from + to) >> 1;
  const halves = [boxOf(order, corners, from, half), boxOf(order, corners, half, to)] as const;
  return { low, high, halves, from, to };
}

/**
 * Makes the tree.
 *
 * @param corners Nine coordinates per triangle, µm, of at least one triangle.
 * @returns The tree.
 */
export function triangleTree(corners: Float64Array): TriangleTree {
  const order = Int32Array.from({ length: corners.length / 9 }, (_, t) => t);
  const root = boxOf(order, corners, 0, order.length);
  const sorted = new Float64Array(corners.length);
  order.forEach((t, i) => sorted.set(corners.subarray(9 * t, 9 * t + 9), 9 * i));
  return { corners: sorted, root };
}

/** The squared distance of a point from a box, 0 inside. */
function toBox({ low, high }: Box, x: number, y: number, z: number): number {
  const dx = Math.max(low[0] - x, 0, x - high[0]);
  const dy = Math.max(low[1] - y, 0, y - high[1]);
  const dz = Math.max(low[2] - z, 0, z - high[2]);
  return dx * dx + dy * dy + dz * dz;
}

/**
 * Finds the distance of a point from the nearest triangle.
 *
 * @param tree The triangles.
 * @param x The point's first coordinate, µm.
 * @param y Its second.
 * @param z Its third.
 * @returns The distance, µm.
 */
export function distanceToTriangles(tree: TriangleTree, x: number, y: number, z: number): number {
  let best = Infinity;
  const visit = (box: Box): void => {
    if (box.halves === undefined) {
      for (let t = box.from; t < box.to; t++) {
        best = Math.min(best, squaredDistanceToTriangle(tree.corners, 9 * t, x, y, z));
      }
      return;
    }
    const [a, b] = box.halves;
    const toA = toBox(a, x, y, z), toB = toBox(b, x, y, z);
    // The nearer first: often the other need not be looked at any more.
    const [near, far, toNear, toFar] = toA <= toB ? [a, b, toA, toB] : [b, a, toB, toA];
    if (toNear < best) visit(near);
    if (toFar < best) visit(far);
  };
  visit(tree.root);
  return Math.sqrt(best);
}
