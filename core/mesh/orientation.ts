/**
 * The orientation of tetrahedra: six times the signed volume is det = (b−a)×(c−a)·(d−a), which must be positive.
 *
 * @module
 */
import type { Tensor } from "../autodiff/mod.ts";
import { InputError } from "../input_error.ts";

/** Below this fraction of the longest edge cubed, a determinant cannot be told from zero in double precision. */
const FLAT_DETERMINANT = 1e-12;

/**
 * Computes the determinant (b−a)×(c−a)·(d−a), six times the signed volume.
 *
 * @param points Coordinates, [3 × nodes], µm.
 * @param tets Node indices, [4 × tets].
 * @param t Which tetrahedron.
 * @returns The determinant, µm³.
 */
export function determinant(points: Float64Array, tets: Int32Array, t: number): number {
  const a = 3 * tets[4 * t],
    b = 3 * tets[4 * t + 1],
    c = 3 * tets[4 * t + 2],
    d = 3 * tets[4 * t + 3];
  const ax = points[a], ay = points[a + 1], az = points[a + 2];
  const bx = points[b] - ax, by = points[b + 1] - ay, bz = points[b + 2] - az;
  const cx = points[c] - ax, cy = points[c + 1] - ay, cz = points[c + 2] - az;
  const dx = points[d] - ax, dy = points[d + 1] - ay, dz = points[d + 2] - az;
  return (by * cz - bz * cy) * dx + (bz * cx - bx * cz) * dy + (bx * cy - by * cx) * dz;
}

/** The determinant above which tetrahedron `t` counts as not flat, µm³. */
function flatThreshold(points: Float64Array, tets: Int32Array, t: number): number {
  let longest = 0;
  for (let i = 4 * t; i < 4 * t + 3; i++) {
    for (let j = i + 1; j < 4 * t + 4; j++) {
      const p = 3 * tets[i], q = 3 * tets[j];
      const dx = points[p] - points[q], dy = points[p + 1] - points[q + 1];
      const dz = points[p + 2] - points[q + 2];
      longest = Math.max(longest, dx * dx + dy * dy + dz * dz);
    }
  }
  return FLAT_DETERMINANT * longest * Math.sqrt(longest);
}

/**
 * Finds the tetrahedra whose volume is negative, zero or not a number, as when a step moved the nodes too far.
 *
 * @param points Node positions, shape [nodes, 3], µm.
 * @param tets Node indices, [4 × tets].
 * @returns The indices of those tetrahedra, ascending; empty when all is well.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { invertedTets, sphere } from "@torrey/torrey";
 *
 * const mesh = sphere({ radius: 2, edgeLength: 1 });
 * const mirrored = { shape: mesh.points.shape, data: mesh.points.data.map((x) => -x) };
 * assertEquals(invertedTets(mesh.points, mesh.tets).length, 0);
 * assertEquals(invertedTets(mirrored, mesh.tets).length, mesh.tets.length / 4);
 * ```
 */
export function invertedTets(points: Tensor, tets: Int32Array): Int32Array {
  const inverted: number[] = [];
  for (let t = 0; t < tets.length / 4; t++) {
    if (!(determinant(points.data, tets, t) > flatThreshold(points.data, tets, t))) {
      inverted.push(t);
    }
  }
  return Int32Array.from(inverted);
}

/**
 * Refuses tetrahedra of zero volume, relative to the cube of their longest edge.
 *
 * @param points Coordinates, [3 × nodes], µm.
 * @param tets Node indices, [4 × tets].
 * @throws {InputError} If there is one.
 */
export function checkFlat(points: Float64Array, tets: Int32Array): void {
  let count = 0;
  let first = -1;
  for (let t = tets.length / 4 - 1; t >= 0; t--) {
    if (Math.abs(determinant(points, tets, t)) > flatThreshold(points, tets, t)) continue;
    count++;
    first = t;
  }
  if (count === 0) return;
  const nodes = tets.subarray(4 * first, 4 * first + 4).join(", ");
  throw new InputError(
    `${count} of ${
      tets.length / 4
    } tetrahedra have no volume, the first is tetrahedron ${first} with nodes ${nodes}: ` +
      "its nodes lie in one plane, mesh the shape again or remove it",
  );
}

/**
 * Turns tetrahedra right side out, in place, by swapping their last two nodes.
 *
 * @param tets Node indices, [4 × tets].
 * @param which The tetrahedra to swap.
 */
export function swapInverted(tets: Int32Array, which: Int32Array): void {
  for (const t of which) {
    const last = tets[4 * t + 3];
    tets[4 * t + 3] = tets[4 * t + 2];
    tets[4 * t + 2] = last;
  }
}
