/**
 * Triangulates regions of the plane between closed curves, such that neighbours fit together.
 *
 * @module
 */
import type { PlanarMesh, Region, RimNode, TriangulatedRegion } from "./planar_domain.ts";
import { isInside, type RegionState } from "./region_state.ts";
import { refine } from "./refine.ts";
import { smooth } from "./smooth.ts";
import { FRAME } from "./triangulation.ts";

/**
 * Triangulates regions.
 *
 * Nodes are added on the curves where they come close to each other, and inside, until no triangle has an angle below 25° or a
 * circumradius above 0.8 times the edge length of its region; then the nodes inside are moved to widen the least angles.
 *
 * @param parameters The first nodes on the curves: lists of parameters ascending in [0, 1) from 0.
 * @param regions The regions, whose rims go by these lists.
 * @param checkNodes Called with the number of nodes now and then, to throw where they become too many.
 * @returns The refined lists and the triangulations.
 */
export function triangulate(
  parameters: readonly (readonly number[])[],
  regions: readonly Region[],
  checkNodes: (nodes: number) => void,
): PlanarMesh {
  const refined = refine(parameters, regions, checkNodes);
  const placesOf = refined.parameters.map((list) => new Map(list.map((value, i) => [value, i])));
  return {
    parameters: refined.parameters,
    regions: refined.states.map((state) => {
      const region = regionOf(state, placesOf);
      smooth(region.points, region.triangles, region.rimNodes.length);
      return region;
    }),
  };
}

/** Takes a region out of its triangulation, its nodes at the rims first. */
function regionOf(
  state: RegionState,
  placesOf: readonly ReadonlyMap<number, number>[],
): TriangulatedRegion {
  const { mesh, rimOf } = state;
  const rimNodes: RimNode[] = [];
  const order: number[] = [];
  state.rims.forEach(({ nodes }, rim) => {
    for (const [parameter, point] of state.pointAt[rim]) {
      rimNodes.push({ rim, place: placesOf[nodes].get(parameter)! });
      order.push(point);
    }
  });
  for (let point = FRAME; point < rimOf.length; point++) if (rimOf[point] < 0) order.push(point);
  const numbers = new Int32Array(rimOf.length);
  order.forEach((point, i) => numbers[point] = i);
  const triangles: number[] = [];
  for (let t = 0; t < mesh.corners.length / 3; t++) {
    if (!isInside(state, t)) continue;
    for (let k = 3 * t; k < 3 * t + 3; k++) triangles.push(numbers[mesh.corners[k]]);
  }
  return {
    points: Float64Array.from(order.flatMap((p) => [mesh.points[2 * p], mesh.points[2 * p + 1]])),
    triangles: Int32Array.from(triangles),
    rimNodes,
  };
}
