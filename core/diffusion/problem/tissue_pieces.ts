/**
 * The pieces of a tissue between which nothing diffuses, by union-find over tetrahedra and permeable faces.
 *
 * @module
 */
import { submesh, type TetMesh } from "../../mesh/mod.ts";
import type { TissueMesh } from "../tissue/mod.ts";

/** A part of a tissue that is simulated alone. Its compartments, faces and nodes are numbered from 0. */
export interface TissuePiece {
  /** The part of the mesh, with compartments 0 … C − 1. */
  readonly mesh: TetMesh;
  /** Nodes of its permeable faces, [6 × F]. */
  readonly interfaceFaces: Int32Array;
  /** Compartments on the two sides of each permeable face, [2 × F]. */
  readonly interfaceSides: Int32Array;
  /** Nodes of its faces of the outer wall, [3 × G]. */
  readonly wallFaces: Int32Array;
  /** Compartment of each wall face, [G]. */
  readonly wallSides: Int32Array;
  /** The compartment of each node, [nodes]. */
  readonly nodeCompartments: Int32Array;
  /** Where it lies in the whole: the index there of each of its nodes, compartments, permeable faces and wall faces. */
  readonly whole: {
    readonly nodes: Int32Array;
    readonly compartments: Int32Array;
    readonly interfaces: Int32Array;
    readonly walls: Int32Array;
  };
}

/** For each node, the lowest node of its piece. */
function pieceRoots({ mesh, interfaceFaces }: TissueMesh): Int32Array {
  const parent = Int32Array.from({ length: mesh.points.shape[0] }, (_, node) => node);
  const rootOf = (node: number): number => {
    while (parent[node] !== node) {
      parent[node] = parent[parent[node]];
      node = parent[node];
    }
    return node;
  };
  const join = (nodes: Int32Array, size: number) => {
    for (let i = 0; i < nodes.length; i++) {
      const a = rootOf(nodes[i - i % size]), b = rootOf(nodes[i]);
      if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
    }
  };
  join(mesh.tets, 4);
  join(interfaceFaces, 6);
  return parent.map((_, node) => rootOf(node));
}

/** The indices at which something holds. */
function indicesWhere(count: number, holds: (index: number) => boolean): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i).filter(holds);
}

/** The given rows of an array of rows of `width` numbers. */
function rowsOf(values: Int32Array, width: number, rows: Int32Array): Int32Array {
  const out = new Int32Array(width * rows.length);
  rows.forEach((row, k) => out.set(values.subarray(width * row, width * (row + 1)), width * k));
  return out;
}

/** The compartment of each node of a mesh whose compartments share none. */
function compartmentsOfNodes(mesh: TetMesh): Int32Array {
  const out = new Int32Array(mesh.points.shape[0]);
  mesh.tets.forEach((node, i) => out[node] = mesh.compartments[i >> 2]);
  return out;
}

function pieceOf(tissue: TissueMesh, roots: Int32Array, root: number): TissuePiece {
  const { mesh: whole, interfaceFaces, interfaceSides, wallFaces, wallSides } = tissue;
  const { mesh: part, nodes } = submesh(whole, (tet) => roots[whole.tets[4 * tet]] === root);
  const interfaces = indicesWhere(
    interfaceFaces.length / 6,
    (f) => roots[interfaceFaces[6 * f]] === root,
  );
  const walls = indicesWhere(wallFaces.length / 3, (f) => roots[wallFaces[3 * f]] === root);
  const compartments = Int32Array.from(new Set(part.compartments)).sort();
  const node = new Int32Array(whole.points.shape[0]),
    compartment = new Int32Array(
      tissue.compartmentIds.length,
    );
  nodes.forEach((from, to) => node[from] = to);
  compartments.forEach((from, to) => compartment[from] = to);
  const same = compartments.every((from, to) => from === to);
  const mesh = same
    ? part
    : Object.freeze({ ...part, compartments: part.compartments.map((c) => compartment[c]) });
  return {
    mesh,
    interfaceFaces: rowsOf(interfaceFaces, 6, interfaces).map((n) => node[n]),
    interfaceSides: rowsOf(interfaceSides, 2, interfaces).map((c) => compartment[c]),
    wallFaces: rowsOf(wallFaces, 3, walls).map((n) => node[n]),
    wallSides: rowsOf(wallSides, 1, walls).map((c) => compartment[c]),
    nodeCompartments: compartmentsOfNodes(mesh),
    whole: { nodes, compartments, interfaces, walls },
  };
}

/**
 * Cuts a tissue into the pieces that share no tetrahedron and no permeable face.
 *
 * @param tissue The tissue's mesh.
 * @returns The pieces, ordered by their first node.
 */
export function tissuePieces(tissue: TissueMesh): TissuePiece[] {
  const roots = pieceRoots(tissue);
  return [...new Set(roots)].map((root) => pieceOf(tissue, roots, root));
}
