/**
 * Generates the mesh of a sphere: concentric layers of subdivided icosahedra.
 *
 * @module
 */
import { type TetMesh, tetMesh } from "../tet_mesh.ts";
import { ball, ballNodeCount } from "./ball.ts";
import { checkEdgeLength, checkLength, checkNodeCount } from "./edge_length.ts";
import { evenLevels } from "./radial_levels.ts";

/** Layer thickness over mean edge length, of a fine mesh. */
export const BALL_LAYER = 0.787;

/** A sphere, and how finely to mesh it. */
export interface SphereOptions {
  /** Radius, µm. */
  readonly radius: number;
  /** Target mean edge length, µm; the mesh comes within 20 % of it where the shape has room for it. */
  readonly edgeLength: number;
}

/**
 * Generates a sphere about the origin.
 *
 * The boundary nodes lie on the sphere exactly; the volume is low by O(edgeLength²). Turned by a fifth
 * about z, and inverted at the centre, the mesh comes to itself.
 *
 * @param options The sphere and the target edge length.
 * @returns The mesh, of one compartment.
 * @throws {InputError} If a length is not positive, the edge length exceeds the diameter, or the mesh would be too large.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { sphere, totalVolume } from "@torrey/torrey";
 *
 * const soma = sphere({ radius: 5, edgeLength: 0.8 });
 * assertAlmostEquals(totalVolume(soma), (4 / 3) * Math.PI * 5 ** 3, 0.01 * 524);
 * ```
 */
export function sphere(options: SphereOptions): TetMesh {
  const { radius, edgeLength } = options;
  checkLength("sphere", "radius", radius);
  checkEdgeLength("sphere", edgeLength, { diameter: 2 * radius });
  const layers = Math.max(1, Math.round(radius / (BALL_LAYER * edgeLength)));
  checkNodeCount("sphere", edgeLength, ballNodeCount(layers));
  return tetMesh(ball(evenLevels(layers, radius)), { repair: true });
}
