/**
 * A mesh whose compartments share no node, with the faces at which they touch.
 *
 * @module
 */
import type { TetMesh } from "../../mesh/mod.ts";

/** The geometry every solver works on. */
export interface TissueMesh {
  /** The mesh, its nodes at interfaces duplicated: each node belongs to one compartment. */
  readonly mesh: TetMesh;
  /** The node of the mesh as given that each node is a copy of, [nodes]. */
  readonly original: Int32Array;
  /** Nodes of the permeable faces: three of the first compartment, then their copies in the second, [6 × F]. */
  readonly interfaceFaces: Int32Array;
  /** For each permeable face, the index of its entry in the tissue's `interfaces`, [F]. */
  readonly interfaceOf: Int32Array;
  /** The compartment ids on the two sides of each permeable face, in the order of its nodes, [2 × F]. */
  readonly interfaceSides: Int32Array;
  /** Nodes of the faces of the outer wall, outward, [3 × G]: all faces that no other compartment touches. */
  readonly wallFaces: Int32Array;
  /** The compartment id of each wall face, [G]. */
  readonly wallSides: Int32Array;
}
