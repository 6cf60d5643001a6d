/**
 * Extrudes a triangulation along z into prisms, each split into three tetrahedra.
 *
 * @module
 */
import { type TetMesh, tetMesh } from "../tet_mesh.ts";
import { checkNodeCount } from "./edge_length.ts";
import { splitPrisms } from "./prism.ts";

/** Layer height over mean edge length, of a fine mesh. */
const LAYER_HEIGHT = 0.82;

/** A triangulation of a cross-section. */
export interface CrossSection {
  /** Coordinates x, y of each node, [2 × nodes], µm. */
  readonly points: Float64Array;
  /** Three nodes per triangle, [3 × triangles]. */
  readonly triangles: Int32Array;
  /** A number for each node, [nodes], in which neighbours differ. */
  readonly ranks: ArrayLike<number>;
  /** The compartment of each triangle, [triangles]. */
  readonly compartments: Int32Array;
}

/** How high to extrude. */
export interface Extrusion {
  /** What errors call the shape. */
  readonly shape: string;
  /** Height, µm. */
  readonly height: number;
  /** Target mean edge length, µm. */
  readonly edgeLength: number;
}

/**
 * Extrudes a cross-section, from −height/2 to height/2.
 *
 * @param section The cross-section.
 * @param extrusion The height and the target edge length.
 * @returns The mesh.
 * @throws {InputError} If the mesh would be too large.
 */
export function extrude(section: CrossSection, extrusion: Extrusion): TetMesh {
  const { shape, height, edgeLength } = extrusion;
  const layers = Math.max(1, Math.round(height / (LAYER_HEIGHT * edgeLength)));
  const perLevel = section.points.length / 2;
  checkNodeCount(shape, edgeLength, perLevel * (layers + 1));
  const points = new Float64Array(3 * perLevel * (layers + 1));
  for (let level = 0; level <= layers; level++) {
    for (let node = 0; node < perLevel; node++) {
      const i = 3 * (level * perLevel + node);
      points[i] = section.points[2 * node];
      points[i + 1] = section.points[2 * node + 1];
      points[i + 2] = height * (level / layers - 0.5);
    }
  }
  const nodeOf = (level: number, node: number): number => level * perLevel + node;
  const tets = splitPrisms(section.triangles, section.ranks, layers, nodeOf);
  const perLayer = section.compartments.length;
  const compartments = new Int32Array(3 * perLayer * layers);
  for (let t = 0; t < compartments.length; t++) {
    compartments[t] = section.compartments[Math.floor(t / 3) % perLayer];
  }
  return tetMesh({ points, tets, compartments }, { repair: true });
}
