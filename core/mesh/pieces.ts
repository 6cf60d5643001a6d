/**
 * The parts of a mesh that share no node, by union-find.
 *
 * @module
 */
import { type Submesh, submesh } from "./submesh.ts";
import type { TetMesh } from "./tet_mesh.ts";

/** For each node, the lowest node of its piece. */
function pieceRoots(mesh: TetMesh): Int32Array {
  const parent = Int32Array.from({ length: mesh.points.shape[0] }, (_, node) => node);
  const rootOf = (node: number): number => {
    while (parent[node] !== node) {
      parent[node] = parent[parent[node]];
      node = parent[node];
    }
    return node;
  };
  for (let t = 0; t < mesh.tets.length; t += 4) {
    for (let k = 1; k < 4; k++) {
      const a = rootOf(mesh.tets[t]), b = rootOf(mesh.tets[t + k]);
      if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
    }
  }
  return parent.map((_, node) => rootOf(node));
}

/**
 * Counts the parts of a mesh that share no node: nothing diffuses from one to another.
 *
 * @param mesh The mesh.
 * @returns How many there are; 1 for a connected mesh.
 */
export function countPieces(mesh: TetMesh): number {
  return new Set(pieceRoots(mesh)).size;
}

/**
 * Cuts a mesh into the parts that share no node.
 *
 * @param mesh The mesh.
 * @returns The parts, ordered by their first node; the mesh itself if it is connected.
 */
export function meshPieces(mesh: TetMesh): Submesh[] {
  const roots = pieceRoots(mesh);
  return [...new Set(roots)].map((root) =>
    submesh(mesh, (tet) => roots[mesh.tets[4 * tet]] === root)
  );
}
