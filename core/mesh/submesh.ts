/**
 * A part of a mesh as a mesh of its own.
 *
 * @module
 */
import { type TetMesh, tetMesh } from "./tet_mesh.ts";

/** A part of a mesh and where its nodes are in the whole. */
export interface Submesh {
  /** The part; nodes it shares with the rest are its own here. */
  readonly mesh: TetMesh;
  /** For each of its nodes the index in the whole mesh, ascending, [nodes]. */
  readonly nodes: Int32Array;
}

/**
 * Cuts some tetrahedra out of a mesh.
 *
 * @param mesh The whole mesh.
 * @param keep Whether a tetrahedron, given by its index, belongs to the part; at least one must.
 * @returns The part; the mesh itself where all belong.
 */
export function submesh(mesh: TetMesh, keep: (tet: number) => boolean): Submesh {
  const count = mesh.points.shape[0];
  const kept = mesh.compartments.map((_, tet) => keep(tet) ? 1 : 0);
  if (kept.every((value) => value === 1)) {
    return { mesh, nodes: Int32Array.from({ length: count }, (_, node) => node) };
  }
  const tets = mesh.tets.filter((_, i) => kept[i >> 2] === 1);
  const nodes = Int32Array.from(new Set(tets)).sort();
  const place = new Int32Array(count);
  nodes.forEach((node, k) => place[node] = k);
  const points = new Float64Array(3 * nodes.length);
  nodes.forEach((node, k) => {
    points.set(mesh.points.data.subarray(3 * node, 3 * node + 3), 3 * k);
  });
  const part = tetMesh({
    points: { shape: [nodes.length, 3], data: points },
    tets: tets.map((node) => place[node]),
    compartments: mesh.compartments.filter((_, tet) => kept[tet] === 1),
  });
  return { mesh: part, nodes };
}
