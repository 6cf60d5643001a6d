/**
 * The distance between two shapes as far as a signal can tell them apart.
 *
 * @module
 */
import type { TetMesh } from "../mesh/mod.ts";
import { centreOfVolume } from "./principal_frame.ts";
import { surfaceDistance } from "./surface_distance.ts";

/** The mesh about its centre of volume; turned into its image under point inversion for the sign −1. */
function centred(mesh: TetMesh, sign: 1 | -1): TetMesh {
  const centre = centreOfVolume(mesh);
  const data = mesh.points.data.map((x, i) => sign * (x - centre[i % 3]));
  return { ...mesh, points: { shape: mesh.points.shape, data } };
}

/**
 * Computes the chamfer distance between the surfaces of two cells, {@linkcode surfaceDistance}, up to what the PGSE
 * signal of a closed cell does not change with: both are brought to one centre of volume, and of the second and its
 * image under point inversion the nearer counts.
 *
 * @param a A cell.
 * @param b Another.
 * @returns The distance, µm.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { bend, cylinder, shapeDistance, withPoints } from "@torrey/torrey";
 *
 * const axon = cylinder({ radius: 1, height: 6, edgeLength: 0.8 });
 * const [left, right] = [-0.1, 0.1].map((curvature) => withPoints(axon, bend(axon.points, curvature)));
 * assertAlmostEquals(shapeDistance(left, right), 0, 0.02);
 * ```
 */
export function shapeDistance(a: TetMesh, b: TetMesh): number {
  const first = centred(a, 1);
  return Math.min(...([1, -1] as const).map((sign) => surfaceDistance(first, centred(b, sign))));
}
