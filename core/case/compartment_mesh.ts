/**
 * The part of a mesh that one compartment fills: behind impermeable walls it is simulated alone.
 *
 * @module
 */
import { type TetMesh, tetMesh } from "../mesh/mod.ts";

/** One compartment's mesh and where its nodes are in the whole. */
export interface CompartmentMesh {
  /** The compartment's tetrahedra; nodes it shares with others are its own here. */
  readonly mesh: TetMesh;
  /** For each of its nodes the index in the whole mesh, [nodes]. */
  readonly nodes: Int32Array;
}

/**
 * Cuts a compartment out of a mesh.
 *
 * @param mesh The whole mesh.
 * @param id The compartment.
 * @returns Its part.
 */
export function compartmentMesh(mesh: TetMesh, id: number): CompartmentMesh {
  const count = mesh.points.shape[0];
  if (mesh.compartments.every((other) => other === id)) {
    return { mesh, nodes: Int32Array.from({ length: count }, (_, node) => node) };
  }
  const tets = mesh.tets.filter((_, k) => mesh.compartments[Math.floor(k / 4)] === id);
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
    compartments: new Int32Array(tets.length / 4).fill(id),
  });
  return { mesh: part, nodes };
}
