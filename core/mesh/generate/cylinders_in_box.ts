/**
 * Generates the mesh of parallel cylinders in a box of extracellular space: a triangulated cross-section, extruded.
 *
 * @module
 */
import type { TetMesh } from "../tet_mesh.ts";
import { boxOf, type BundleCylinder, checkCylinders, checkGaps } from "./bundle_checks.ts";
import { bundleSection } from "./bundle_section.ts";
import { RING_WIDTH } from "./cylinder.ts";
import { checkEdgeLength, checkLength, checkNodeCount } from "./edge_length.ts";
import { extrude } from "./extrude.ts";
import { checkElementsAcross } from "./radial_levels.ts";

/** Parallel cylinders in a box, and how finely to mesh them. */
export interface CylindersInBoxOptions {
  /** The cylinders, which must not touch. */
  readonly cylinders: readonly BundleCylinder[];
  /** Widths of the box along x and y, its centre the origin, µm; or else `padding`. */
  readonly box?: readonly [number, number];
  /** How far the box is from the cylinders on each side, µm; or else `box`. */
  readonly padding?: number;
  /** Height of box and cylinders along z, µm. */
  readonly height: number;
  /** Target mean edge length, µm; edges are shorter where cylinders are near each other, thin layers are flatter. */
  readonly edgeLength: number;
  /** The fewest elements across each layer; 2 when left out. */
  readonly elementsAcross?: number;
}

/**
 * Generates parallel cylinders along z in a box, as of a bundle of axons in extracellular space, from −height/2 to height/2.
 *
 * The compartments are those of the first cylinder, from its innermost layer outwards, then those of the second, and so on, the
 * extracellular space last; neighbours share the nodes between them, which lie on their cylinder exactly. Positions are taken as
 * they are, no packing is computed. The mesh can be bent and twisted afterwards as any other.
 *
 * The angles of the triangles of the cross-section are at least 25° outside thin layers. A gap gets one row of elements at least,
 * as fine as it is narrow; gaps below a thousandth of a radius are refused.
 *
 * @param options The cylinders, the box and the target edge length.
 * @returns The mesh, of one compartment more than the cylinders have layers.
 * @throws {InputError} If a length is not positive, radii do not ascend, two cylinders overlap or all but touch, one leaves the
 * box or all but touches its wall, the edge length exceeds the box, or the mesh would be too large.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { cylindersInBox, meshQuality } from "@torrey/torrey";
 *
 * const bundle = cylindersInBox({
 *   cylinders: [
 *     { center: [-1.2, 0], radius: 1 },
 *     { center: [1.2, 0], radius: 1, layers: [0.7] },
 *   ],
 *   padding: 0.5,
 *   height: 2,
 *   edgeLength: 0.4,
 * });
 * const volumes = meshQuality(bundle).compartments.map(({ volume }) => volume);
 * assertEquals(volumes.length, 4); // axon 0, axon 1, its myelin, extracellular space
 * assertAlmostEquals(volumes[1], Math.PI * 0.7 ** 2 * 2, 0.05 * 3);
 * assertAlmostEquals(volumes.reduce((sum, v) => sum + v), 5.4 * 3 * 2, 1e-12);
 * ```
 */
export function cylindersInBox(options: CylindersInBoxOptions): TetMesh {
  const { cylinders, height, edgeLength, elementsAcross = 2 } = options;
  const shape = "cylinders in a box";
  checkCylinders(cylinders);
  checkLength(shape, "height", height);
  checkElementsAcross(shape, elementsAcross);
  const box = boxOf(cylinders, options.box, options.padding);
  checkGaps(cylinders, box);
  const widths = [0, 1].map((axis) => box.high[axis] - box.low[axis]);
  checkEdgeLength(shape, edgeLength, { "shortest width": Math.min(...widths), height });
  const checkNodes = (nodes: number): void => checkNodeCount(shape, edgeLength, nodes);
  const ringWidth = RING_WIDTH * edgeLength;
  checkNodes((widths[0] * widths[1]) / ringWidth ** 2);
  const section = bundleSection({ cylinders, box, ringWidth, elementsAcross, checkNodes });
  return extrude(section, { shape, height, edgeLength });
}
