/**
 * Generates the mesh of concentric cylinders: a triangulated disc with a ring on each circle, extruded.
 *
 * @module
 */
import type { TetMesh } from "../tet_mesh.ts";
import { RING_WIDTH } from "./cylinder.ts";
import { disc, discNodeCount } from "./disc.ts";
import { checkEdgeLength, checkLength, checkNodeCount } from "./edge_length.ts";
import { extrude } from "./extrude.ts";
import { checkRadii, radialLevels } from "./radial_levels.ts";

/** Concentric cylinders, and how finely to mesh them. */
export interface ConcentricCylindersOptions {
  /** Radii of the cylinders, from the inside out, µm. */
  readonly radii: readonly number[];
  /** Height, µm. */
  readonly height: number;
  /** Target mean edge length, µm; in thin layers only the edges along them are of this length. */
  readonly edgeLength: number;
  /** The fewest elements across each layer round the innermost cylinder; 2 when left out. */
  readonly elementsAcross?: number;
}

/**
 * Generates concentric cylinders about the z axis, as of an axon in its myelin, their centre the origin.
 *
 * Compartment 0 is the innermost cylinder, 1 the layer round it, and so on outwards; neighbours share the nodes between them,
 * which lie on their cylinder exactly. Of one radius the mesh is that of `cylinder`.
 *
 * A layer thinner than `edgeLength` times `elementsAcross` has flat tetrahedra: their least dihedral angle, 30° and more in a
 * thick layer, is then about the arc tangent of their thickness over `edgeLength`.
 *
 * @param options The cylinders and the target edge length.
 * @returns The mesh, of as many compartments as there are radii.
 * @throws {InputError} If the radii are not positive and ascending, the edge length exceeds the innermost diameter or the
 * height, or the mesh would be too large.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { concentricCylinders, meshQuality } from "@torrey/torrey";
 *
 * const axon = concentricCylinders({ radii: [2, 2.2], height: 3, edgeLength: 0.5 });
 * const [inside, myelin] = meshQuality(axon).compartments;
 * assertEquals([inside.id, myelin.id], [0, 1]);
 * assertAlmostEquals(myelin.volume, Math.PI * (2.2 ** 2 - 2 ** 2) * 3, 0.01 * 7.9);
 * ```
 */
export function concentricCylinders(options: ConcentricCylindersOptions): TetMesh {
  const { radii, height, edgeLength, elementsAcross = 2 } = options;
  const shape = "concentric cylinders";
  checkRadii(shape, radii, elementsAcross);
  checkLength(shape, "height", height);
  checkEdgeLength(shape, edgeLength, { "innermost diameter": 2 * radii[0], height });
  const spacing = RING_WIDTH * edgeLength;
  const evenCount = Math.max(1, Math.round(radii[radii.length - 1] / spacing));
  checkNodeCount(shape, edgeLength, discNodeCount(evenCount));
  const { layers: compartments, ...section } = disc(
    radialLevels({ radii, spacing, elementsAcross }),
  );
  return extrude({ ...section, compartments }, { shape, height, edgeLength });
}
