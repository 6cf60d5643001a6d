/**
 * Generates the mesh of an ellipsoid: the sphere's, stretched along its axes.
 *
 * @module
 */
import { type TetMesh, tetMesh } from "../tet_mesh.ts";
import { ball, ballNodeCount } from "./ball.ts";
import { checkEdgeLength, checkLength, checkNodeCount } from "./edge_length.ts";
import { evenLevels } from "./radial_levels.ts";
import { BALL_LAYER } from "./sphere.ts";

/** An ellipsoid, and how finely to mesh it. */
export interface EllipsoidOptions {
  /** Semi-axes along x, y and z, µm. */
  readonly semiAxes: readonly [number, number, number];
  /** Target mean edge length, µm; edges are longer along the long axes and shorter along the short ones. */
  readonly edgeLength: number;
}

/**
 * Generates an ellipsoid about the origin, its axes along x, y and z.
 *
 * The boundary nodes lie on the ellipsoid exactly; the volume is low by O(edgeLength²). The tetrahedra are stretched with the
 * shape: the dihedral angles stay above 13° up to an axis ratio of 3, above 9° up to 5.
 *
 * @param options The ellipsoid and the target edge length.
 * @returns The mesh, of one compartment.
 * @throws {InputError} If a length is not positive, the edge length exceeds an axis, or the mesh would be too large.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { ellipsoid, totalVolume } from "@torrey/torrey";
 *
 * const soma = ellipsoid({ semiAxes: [4, 5, 6], edgeLength: 0.8 });
 * assertAlmostEquals(totalVolume(soma), (4 / 3) * Math.PI * 4 * 5 * 6, 0.01 * 503);
 * ```
 */
export function ellipsoid(options: EllipsoidOptions): TetMesh {
  const { semiAxes, edgeLength } = options;
  ["x", "y", "z"].forEach((axis, i) =>
    checkLength("ellipsoid", `semi-axis along ${axis}`, semiAxes[i])
  );
  checkEdgeLength("ellipsoid", edgeLength, { "shortest axis": 2 * Math.min(...semiAxes) });
  const layers = Math.max(1, Math.round(meanStretch(semiAxes) / (BALL_LAYER * edgeLength)));
  checkNodeCount("ellipsoid", edgeLength, ballNodeCount(layers));
  return tetMesh(ball(evenLevels(layers, 1), semiAxes), { repair: true });
}

/** How much longer, on average over all directions, the edges of the unit ball become. */
function meanStretch([a, b, c]: readonly [number, number, number]): number {
  // A spiral of equal areas: plenty of directions for a mean good to a per mille.
  const count = 2000, golden = Math.PI * (3 - Math.sqrt(5));
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const z = 1 - (2 * i + 1) / count, r = Math.sqrt(1 - z * z);
    sum += Math.hypot(a * r * Math.cos(golden * i), b * r * Math.sin(golden * i), c * z);
  }
  return sum / count;
}
