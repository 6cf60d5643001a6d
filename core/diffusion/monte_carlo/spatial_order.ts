/**
 * Numbers tetrahedra along a space-filling curve, so that what a walker visits in turn lies close together in memory.
 *
 * @module
 */
import type { TetMesh } from "../../mesh/mod.ts";

/** Bits of each coordinate of the curve. */
const BITS = 10;

/** Spreads the bits of a number three apart. */
function spreadBits(value: number): number {
  let spread = 0;
  for (let bit = 0; bit < BITS; bit++) spread |= ((value >> bit) & 1) << (3 * bit);
  return spread;
}

/** The tetrahedra in the order of their centroids along a Z curve: G. M. Morton, 1966. */
function curveOrder({ tets, points: { data } }: TetMesh): Int32Array {
  const count = tets.length / 4;
  const centroids = new Float64Array(3 * count);
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < 3 * count; i++) {
    const t = Math.floor(i / 3), axis = i % 3;
    for (let k = 0; k < 4; k++) centroids[i] += data[3 * tets[4 * t + k] + axis] / 4;
    low[axis] = Math.min(low[axis], centroids[i]);
    high[axis] = Math.max(high[axis], centroids[i]);
  }
  const extent = Math.max(...high.map((x, axis) => x - low[axis]), Number.MIN_VALUE);
  const keys = Float64Array.from({ length: count }, (_, t) => {
    const cell = low.map((x, axis) =>
      Math.min(2 ** BITS - 1, Math.floor((centroids[3 * t + axis] - x) / extent * 2 ** BITS))
    );
    const key = spreadBits(cell[0]) | (spreadBits(cell[1]) << 1) | (spreadBits(cell[2]) << 2);
    return key * count + t;
  });
  return Int32Array.from(keys.sort(), (key) => key % count);
}

/**
 * The same mesh with its tetrahedra renumbered.
 *
 * @param mesh The mesh.
 * @returns The mesh; points and boundary faces are shared.
 */
export function inSpatialOrder(mesh: TetMesh): TetMesh {
  const order = curveOrder(mesh);
  const place = new Int32Array(order.length);
  order.forEach((old, t) => place[old] = t);
  const tets = new Int32Array(mesh.tets.length), adjacency = new Int32Array(mesh.tets.length);
  order.forEach((old, t) => {
    for (let k = 0; k < 4; k++) {
      const neighbour = mesh.adjacency[4 * old + k];
      tets[4 * t + k] = mesh.tets[4 * old + k];
      adjacency[4 * t + k] = neighbour < 0 ? -1 : place[neighbour];
    }
  });
  const compartments = Int32Array.from(order, (old) => mesh.compartments[old]);
  return { ...mesh, tets, adjacency, compartments };
}
