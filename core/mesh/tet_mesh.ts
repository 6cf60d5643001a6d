/**
 * An immutable tetrahedral mesh.
 *
 * @module
 */
import type { Tensor } from "../autodiff/tensor.ts";

/** A tetrahedral mesh; all fields are read-only, indices are 0-based. */
export interface TetMesh {
  /** Node positions, shape [nodes, 3], µm. */
  readonly points: Tensor;
  /** Four node indices per tetrahedron, [4 × tets], positively oriented: (b−a)×(c−a)·(d−a) > 0. */
  readonly tets: Int32Array;
  /** Compartment id of each tetrahedron, [tets]. */
  readonly compartments: Int32Array;
  /** Three node indices per boundary face, [3 × faces], outward normals. */
  readonly boundaryFaces: Int32Array;
  /** For each tetrahedron and each of its four nodes, the tetrahedron across the opposite face, or −1; [4 × tets]. */
  readonly adjacency: Int32Array;
}
