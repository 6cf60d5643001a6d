/**
 * Generates the mesh of a torus: a triangulated disc swept round the z axis.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { type TetMesh, tetMesh } from "../tet_mesh.ts";
import { disc, discNodeCount } from "./disc.ts";
import { checkEdgeLength, checkLength, checkNodeCount } from "./edge_length.ts";
import { splitPrisms } from "./prism.ts";
import { evenLevels } from "./radial_levels.ts";

/** Ring width, and arc of a segment at the major radius, over mean edge length, of a fine mesh. */
const RING_WIDTH = 0.82, SEGMENT_ARC = 0.82;

/** The fewest segments that still look round. */
const MIN_SEGMENTS = 6;

/** A torus, and how finely to mesh it. */
export interface TorusOptions {
  /** Distance from the centre to the middle of the tube, µm. */
  readonly majorRadius: number;
  /** Radius of the tube, µm; below `majorRadius`. */
  readonly minorRadius: number;
  /** Target mean edge length, µm; edges are longer on the outside and shorter on the inside. */
  readonly edgeLength: number;
}

/**
 * Generates a torus about the z axis, its centre the origin.
 *
 * The boundary nodes lie on the torus exactly; the volume is low by O(edgeLength²). The tetrahedra are
 * squeezed on the inside: the dihedral angles stay above 15° down to a majorRadius of 1.5 times the minorRadius, above 9° down
 * to 1.2.
 *
 * @param options The torus and the target edge length.
 * @returns The mesh, of one compartment.
 * @throws {InputError} If a length is not positive, the tube meets itself, the edge length exceeds the tube, or the mesh would be
 * too large.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { torus, totalVolume } from "@torrey/torrey";
 *
 * const ring = torus({ majorRadius: 6, minorRadius: 2, edgeLength: 0.5 });
 * assertAlmostEquals(totalVolume(ring), 2 * Math.PI ** 2 * 6 * 2 ** 2, 0.02 * 474);
 * ```
 */
export function torus(options: TorusOptions): TetMesh {
  const { majorRadius, minorRadius, edgeLength } = options;
  checkLength("torus", "majorRadius", majorRadius);
  checkLength("torus", "minorRadius", minorRadius);
  if (majorRadius <= minorRadius) {
    throw new InputError(
      `Cannot mesh the torus: its majorRadius of ${majorRadius} µm must exceed its minorRadius of ${minorRadius} µm`,
    );
  }
  checkEdgeLength("torus", edgeLength, { "tube's diameter": 2 * minorRadius });
  const rings = Math.max(1, Math.round(minorRadius / (RING_WIDTH * edgeLength)));
  // An even number, because every other segment is mirrored.
  const pairs = Math.round((Math.PI * majorRadius) / (SEGMENT_ARC * edgeLength));
  const segments = Math.max(MIN_SEGMENTS, 2 * pairs);
  const perSegment = discNodeCount(rings);
  checkNodeCount("torus", edgeLength, perSegment * segments);

  const { points: flat, triangles, ranks } = disc(evenLevels(rings, 1));
  const points = new Float64Array(3 * perSegment * segments);
  for (let segment = 0; segment < segments; segment++) {
    const angle = (2 * Math.PI * segment) / segments;
    for (let node = 0; node < perSegment; node++) {
      const distance = majorRadius + minorRadius * flat[2 * node];
      const i = 3 * (segment * perSegment + node);
      points[i] = distance * Math.cos(angle);
      points[i + 1] = distance * Math.sin(angle);
      points[i + 2] = minorRadius * flat[2 * node + 1];
    }
  }
  const nodeOf = (level: number, node: number): number => (level % segments) * perSegment + node;
  return tetMesh({ points, tets: splitPrisms(triangles, ranks, segments, nodeOf) }, {
    repair: true,
  });
}
