/**
 * The same shape with each tetrahedron cut into eight: Bey, Computing 55, 355 (1995).
 *
 * @module
 */
import { type TetMesh, tetMesh } from "../../mod.ts";

/** Pairs of corners whose middles become nodes. */
const EDGES = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]] as const;
/** The eight parts; 4 + e is the middle of edge e. */
const PARTS = [
  [0, 4, 5, 6],
  [4, 1, 7, 8],
  [5, 7, 2, 9],
  [6, 8, 9, 3],
  [4, 5, 6, 8],
  [4, 5, 7, 8],
  [5, 6, 8, 9],
  [5, 7, 8, 9],
] as const;

/** Refines a mesh; nodes that interfaces share or duplicate stay shared or duplicated. */
export function refine(mesh: TetMesh): TetMesh {
  const count = mesh.points.shape[0], points = Array.from(mesh.points.data);
  const middles = new Map<number, number>();
  const middleOf = (a: number, b: number): number => {
    const key = Math.min(a, b) * count + Math.max(a, b), known = middles.get(key);
    if (known !== undefined) return known;
    const node = points.length / 3;
    for (let axis = 0; axis < 3; axis++) {
      points.push((points[3 * a + axis] + points[3 * b + axis]) / 2);
    }
    middles.set(key, node);
    return node;
  };
  const tets: number[] = [], compartments: number[] = [];
  mesh.compartments.forEach((compartment, t) => {
    const corners = Array.from(mesh.tets.subarray(4 * t, 4 * t + 4));
    const nodes = [...corners, ...EDGES.map(([a, b]) => middleOf(corners[a], corners[b]))];
    for (const part of PARTS) {
      tets.push(...part.map((k) => nodes[k]));
      compartments.push(compartment);
    }
  });
  return tetMesh(
    { points: Float64Array.from(points), tets: Int32Array.from(tets), compartments },
    { repair: true },
  );
}
