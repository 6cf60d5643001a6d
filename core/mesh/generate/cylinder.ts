/**
 * Generates the mesh of a cylinder: a triangulated disc, extruded into prisms, each split into three tetrahedra.
 *
 * @module
 */
import type { TetMesh } from "../tet_mesh.ts";
import { disc, discNodeCount } from "./disc.ts";
import { checkEdgeLength, checkLength, checkNodeCount } from "./edge_length.ts";
import { extrude } from "./extrude.ts";
import { evenLevels } from "./radial_levels.ts";

/** Ring width over mean edge length, of a fine mesh. */
export const RING_WIDTH = 0.82;

/** A cylinder, and how finely to mesh it. */
export interface CylinderOptions {
  /** Radius, µm. */
  readonly radius: number;
  /** Height, µm. */
  readonly height: number;
  /** Target mean edge length, µm; the mesh comes within 20 % of it where the shape has room for it. */
  readonly edgeLength: number;
}

/**
 * Generates a cylinder, as of an axon: its axis is z, its centre the origin.
 *
 * The nodes of the lateral face lie on it exactly; the cross-section is a regular polygon of 6n sides, so the volume is
 * low by O(edgeLength²). Turned by a third about its axis the mesh comes to itself, so some eigenvalues come in exact pairs.
 *
 * @param options The cylinder and the target edge length.
 * @returns The mesh, of one compartment.
 * @throws {InputError} If a length is not positive, the edge length exceeds the shape, or the mesh would be too large.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cylinder, totalVolume } from "@torrey/torrey";
 *
 * const axon = cylinder({ radius: 3, height: 9, edgeLength: 0.5 });
 * assertAlmostEquals(totalVolume(axon), Math.PI * 3 ** 2 * 9, 0.01 * 254);
 * ```
 */
export function cylinder(options: CylinderOptions): TetMesh {
  const { radius, height, edgeLength } = options;
  checkLength("cylinder", "radius", radius);
  checkLength("cylinder", "height", height);
  checkEdgeLength("cylinder", edgeLength, { diameter: 2 * radius, height });
  const rings = Math.max(1, Math.round(radius / (RING_WIDTH * edgeLength)));
  checkNodeCount("cylinder", edgeLength, discNodeCount(rings));
  const { layers: compartments, ...section } = disc(evenLevels(rings, radius));
  return extrude({ ...section, compartments }, { shape: "cylinder", height, edgeLength });
}
