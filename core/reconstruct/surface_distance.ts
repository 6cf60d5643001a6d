/**
 * The chamfer distance between two surfaces, as opposed to sets of points: how far, on average over the area, a point
 * of either lies from the other.
 *
 * d(A, B) = ½ [ mean over A of min over b ∈ B |a − b| + mean over B of min over a ∈ A |b − a| ]
 *
 * The distance of points alone does not vanish for two meshes of one shape: it is then about a third of the edge
 * length.
 *
 * @module
 */
import { boundarySurface, type Surface, type TetMesh } from "../mesh/mod.ts";
import { distanceToTriangles, type TriangleTree, triangleTree } from "./triangle_tree.ts";

/**
 * Barycentric sample points of a triangle, of equal weight: the centroids of the four triangles its midlines cut it
 * into.
 */
const SAMPLES = [[1 / 3, 1 / 3], [2 / 3, 1 / 6], [1 / 6, 2 / 3], [1 / 6, 1 / 6]];

/** Corner coordinates of every triangle, [9 × triangles], µm. */
function cornersOf({ points, triangles }: Surface): Float64Array {
  const corners = new Float64Array(3 * triangles.length);
  triangles.forEach((node, i) => corners.set(points.data.subarray(3 * node, 3 * node + 3), 3 * i));
  return corners;
}

/** Mean over the area of one surface of the distance to another. */
function meanDistance(from: Float64Array, to: TriangleTree): number {
  let [total, area] = [0, 0];
  for (let t = 0; t < from.length; t += 9) {
    const [ax, ay, az, bx, by, bz, cx, cy, cz] = from.subarray(t, t + 9);
    const [ux, uy, uz, vx, vy, vz] = [bx - ax, by - ay, bz - az, cx - ax, cy - ay, cz - az];
    const weight = Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx);
    area += weight;
    for (const [s, r] of SAMPLES) {
      const distance = distanceToTriangles(
        to,
        ax + s * ux + r * vx,
        ay + s * uy + r * vy,
        az + s * uz + r * vz,
      );
      total += weight * distance / SAMPLES.length;
    }
  }
  return total / area;
}

/**
 * Computes the chamfer distance between the boundaries of two meshes, as surfaces.
 *
 * Each triangle is sampled at four points; the distance from there to the other surface's triangles is exact.
 *
 * @param a A mesh.
 * @param b Another, of any connectivity.
 * @returns The distance, µm.
 *
 * @example Two meshes of one block
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { box, surfaceDistance } from "@torrey/torrey";
 *
 * const coarse = box({ size: [2, 2, 2], edgeLength: 1 });
 * const fine = box({ size: [2, 2, 2], edgeLength: 0.5 });
 * assertAlmostEquals(surfaceDistance(coarse, fine), 0, 1e-12);
 * ```
 */
export function surfaceDistance(a: TetMesh, b: TetMesh): number {
  const [cornersA, cornersB] = [a, b].map((mesh) => cornersOf(boundarySurface(mesh)));
  return (meanDistance(cornersA, triangleTree(cornersB)) +
    meanDistance(cornersB, triangleTree(cornersA))) / 2;
}
