/**
 * An immutable tetrahedral mesh, and the one function that makes it from points and tetrahedra.
 *
 * @module
 */
import type { Tensor } from "../autodiff/mod.ts";
import { InputError } from "../input_error.ts";
import { checkFlat, invertedTets, swapInverted } from "./orientation.ts";
import {
  compartmentArray,
  type PointsInput,
  pointsTensor,
  tetArray,
  type TetsInput,
} from "./mesh_input.ts";
import { checkDuplicateNodes, dropUnusedNodes, unusedNodes } from "./nodes.ts";
import { faceTopology } from "./face_topology.ts";

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

/** What {@linkcode tetMesh} makes a mesh of. */
export interface TetMeshInput {
  /** Node positions, µm: a tensor of shape [nodes, 3], a flat array of 3 × nodes numbers, or rows [x, y, z]. */
  readonly points: PointsInput;
  /** 0-based node indices: a flat array of 4 × tets indices, or rows [a, b, c, d]. */
  readonly tets: TetsInput;
  /** Compartment id of each tetrahedron, an integer ≥ 0; all 0 when left out. */
  readonly compartments?: ArrayLike<number>;
}

/** What {@linkcode tetMesh} may mend instead of refusing. */
export interface TetMeshOptions {
  /** Swap two nodes of each inverted tetrahedron, and drop unused nodes. */
  readonly repair?: boolean;
  /** Drop nodes that no tetrahedron uses; the others keep their order and are renumbered. */
  readonly removeUnusedNodes?: boolean;
}

/**
 * Makes a mesh: checks it, and derives its boundary and its adjacency.
 *
 * At an interface compartments may share nodes or have their own at the same places; simulations keep them apart either way.
 * Disconnected pieces are allowed; `meshQuality(mesh).pieces` counts them. Give a `points` tensor for it to be shared, any
 * other input is copied.
 *
 * @param input Points, tetrahedra and, optionally, compartments.
 * @param options What to mend: nothing by default.
 * @returns The mesh, with every tetrahedron positively oriented.
 * @throws {InputError} If the mesh is empty, a coordinate is not finite, an index is out of range or repeated, a tetrahedron is
 * inverted or flat, a node is unused, two nodes of one compartment coincide, or a face has more than two tetrahedra.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tetMesh, totalVolume } from "@torrey/torrey";
 *
 * const mesh = tetMesh({
 *   points: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]],
 *   tets: [[0, 1, 2, 3], [1, 4, 2, 3]],
 * });
 * assertEquals(mesh.boundaryFaces.length / 3, 6);
 * assertEquals([...mesh.adjacency], [1, -1, -1, -1, -1, 0, -1, -1]);
 * assertEquals(totalVolume(mesh), 0.5);
 * ```
 */
export function tetMesh(input: TetMeshInput, options: TetMeshOptions = {}): TetMesh {
  let points = pointsTensor(input.points);
  const tets = tetArray(input.tets, points.shape[0]);
  const compartments = compartmentArray(input.compartments, tets.length / 4);
  const unused = unusedNodes(tets, points.shape[0]);
  if (unused.length > 0) {
    if (!options.repair && !options.removeUnusedNodes) {
      throw new InputError(
        `${unused.length} of ${points.shape[0]} nodes belong to no tetrahedron, the first is node ${
          unused[0]
        }: ` +
          "remove them, or ask for it with 'repair' or 'removeUnusedNodes'",
      );
    }
    points = dropUnusedNodes(points, tets, unused);
  }
  checkFlat(points.data, tets);
  const inverted = invertedTets(points, tets);
  if (inverted.length > 0) {
    if (!options.repair) throw new InputError(invertedMessage(inverted, tets.length / 4));
    swapInverted(tets, inverted);
  }
  checkDuplicateNodes(points.data, tets, compartments);
  const { boundaryFaces, adjacency } = faceTopology(tets, points.shape[0]);
  return Object.freeze({ points, tets, compartments, boundaryFaces, adjacency });
}

/**
 * The same mesh with its nodes elsewhere; all but the points is shared, nothing is copied.
 *
 * @param mesh The mesh to move.
 * @param points The new positions, shape [nodes, 3], µm.
 * @returns The moved mesh.
 * @throws {InputError} If the shape differs, a coordinate is not finite or a tetrahedron is inverted or flat; `invertedTets` tells
 * beforehand.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { box, totalVolume, withPoints } from "@torrey/torrey";
 *
 * const mesh = box({ size: [1, 1, 1], edgeLength: 0.5 });
 * const stretched = { shape: mesh.points.shape, data: mesh.points.data.map((x, i) => i % 3 === 2 ? 2 * x : x) };
 * assertAlmostEquals(totalVolume(withPoints(mesh, stretched)), 2, 1e-12);
 * ```
 */
export function withPoints(mesh: TetMesh, points: Tensor): TetMesh {
  const moved = pointsTensor(points);
  if (moved.shape[0] !== mesh.points.shape[0]) {
    throw new InputError(
      `Cannot move a mesh of ${mesh.points.shape[0]} nodes to ${
        moved.shape[0]
      } points: give one point for each node`,
    );
  }
  const inverted = invertedTets(moved, mesh.tets);
  if (inverted.length > 0) {
    throw new InputError(
      `The new points turn ${inverted.length} of ${
        mesh.tets.length / 4
      } tetrahedra flat or inside out, the first is ` +
        `tetrahedron ${inverted[0]}: move the nodes less`,
    );
  }
  return Object.freeze({ ...mesh, points: moved });
}

function invertedMessage(inverted: Int32Array, tetCount: number): string {
  return `${inverted.length} of ${tetCount} tetrahedra are inverted (negative volume), the first is tetrahedron ` +
    `${inverted[0]}: swap two of their nodes, or ask for it with 'repair'`;
}
