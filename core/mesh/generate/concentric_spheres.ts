/**
 * Generates the mesh of concentric spheres: levels of subdivided icosahedra, one on each sphere.
 *
 * @module
 */
import { type TetMesh, tetMesh } from "../tet_mesh.ts";
import { ball, ballNodeCount } from "./ball.ts";
import { checkEdgeLength, checkNodeCount } from "./edge_length.ts";
import { sphereNodeCount } from "./icosahedron.ts";
import { checkRadii, radialLevels } from "./radial_levels.ts";
import { BALL_LAYER } from "./sphere.ts";

/** Concentric spheres, and how finely to mesh them. */
export interface ConcentricSpheresOptions {
  /** Radii of the spheres, from the inside out, µm. */
  readonly radii: readonly number[];
  /** Target mean edge length, µm; in thin layers only the edges along them are of this length. */
  readonly edgeLength: number;
  /** The fewest elements across each layer round the innermost sphere; 2 when left out. */
  readonly elementsAcross?: number;
}

/**
 * Generates concentric spheres about the origin, as of a nucleus in its cell.
 *
 * Compartment 0 is the innermost sphere, 1 the layer round it, and so on outwards; neighbours share the nodes between them,
 * which lie on their sphere exactly. Of one radius the mesh is that of `sphere`.
 *
 * A layer thinner than `edgeLength` times `elementsAcross` has flat tetrahedra: their least dihedral angle, 30° and more in a
 * thick layer, is then about the arc tangent of their thickness over `edgeLength`.
 *
 * @param options The spheres and the target edge length.
 * @returns The mesh, of as many compartments as there are radii.
 * @throws {InputError} If the radii are not positive and ascending, the edge length exceeds the innermost diameter, or the mesh
 * would be too large.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { concentricSpheres, meshQuality } from "@torrey/torrey";
 *
 * const cell = concentricSpheres({ radii: [2, 5], edgeLength: 0.8 });
 * const [nucleus, cytoplasm] = meshQuality(cell).compartments;
 * assertEquals([nucleus.id, cytoplasm.id], [0, 1]);
 * assertAlmostEquals(cytoplasm.volume, (4 / 3) * Math.PI * (5 ** 3 - 2 ** 3), 0.01 * 490);
 * ```
 */
export function concentricSpheres(options: ConcentricSpheresOptions): TetMesh {
  const { radii, edgeLength, elementsAcross = 2 } = options;
  checkRadii("concentric spheres", radii, elementsAcross);
  checkEdgeLength("concentric spheres", edgeLength, { "innermost diameter": 2 * radii[0] });
  const spacing = BALL_LAYER * edgeLength;
  const evenCount = Math.max(1, Math.round(radii[radii.length - 1] / spacing));
  checkNodeCount("concentric spheres", edgeLength, ballNodeCount(evenCount));
  const levels = radialLevels({ radii, spacing, elementsAcross });
  const nodes = levels.reduce((sum, { divisions }) => sum + sphereNodeCount(divisions), 1);
  checkNodeCount("concentric spheres", edgeLength, nodes);
  return tetMesh(ball(levels), { repair: true });
}
