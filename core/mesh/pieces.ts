/**
 * Counts the parts of a mesh that share no node, by union-find.
 *
 * @module
 */
import type { TetMesh } from "./tet_mesh.ts";

/**
 * Counts the parts of a mesh that share no node: nothing diffuses from one to another.
 *
 * @param mesh The mesh.
 * @returns How many there are; 1 for a connected mesh.
 */
export function countPieces(mesh: TetMesh): number {
  const parent = Int32Array.from({ length: mesh.points.shape[0] }, (_, node) => node);
  const rootOf = (node: number): number => {
    while (parent[node] !== node) {
      parent[node] = parent[parent[node]];
      node = parent[node];
    }
    return node;
  };
  let pieces = parent.length;
  for (let t = 0; t < mesh.tets.length; t += 4) {
    for (let k = 1; k < 4; k++) {
      const a = rootOf(mesh.tets[t]), b = rootOf(mesh.tets[t + k]);
      if (a === b) continue;
      parent[Math.max(a, b)] = Math.min(a, b);
      pieces--;
    }
  }
  return pieces;
}
