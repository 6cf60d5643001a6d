/**
 * Volumes of tetrahedra and the area of the boundary.
 *
 * @module
 */
import { determinant } from "./orientation.ts";
import type { TetMesh } from "./tet_mesh.ts";

/**
 * Computes the volume of each tetrahedron.
 *
 * @param mesh The mesh.
 * @returns The volumes, [tets], µm³.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tetMesh, volumes } from "@torrey/torrey";
 *
 * const corner = tetMesh({ points: [[0, 0, 0], [1, 0, 0], [0, 2, 0], [0, 0, 3]], tets: [[0, 1, 2, 3]] });
 * assertEquals([...volumes(corner)], [1]);
 * ```
 */
export function volumes(mesh: TetMesh): Float64Array {
  const result = new Float64Array(mesh.tets.length / 4);
  for (let t = 0; t < result.length; t++) {
    result[t] = determinant(mesh.points.data, mesh.tets, t) / 6;
  }
  return result;
}

/**
 * Computes the volume of the whole mesh.
 *
 * @param mesh The mesh.
 * @returns The sum of its tetrahedra's volumes, µm³.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { box, totalVolume } from "@torrey/torrey";
 *
 * assertAlmostEquals(totalVolume(box({ size: [1, 2, 3], edgeLength: 0.5 })), 6, 1e-14);
 * ```
 */
export function totalVolume(mesh: TetMesh): number {
  return compensatedSum(volumes(mesh));
}

/**
 * Adds numbers so that the rounding errors of many additions do not build up: Neumaier, ZAMM 54, 39 (1974).
 *
 * @param values The numbers.
 * @returns Their sum.
 */
export function compensatedSum(values: ArrayLike<number>): number {
  let sum = 0, lost = 0;
  for (let i = 0; i < values.length; i++) {
    const next = sum + values[i];
    lost += Math.abs(sum) >= Math.abs(values[i])
      ? (sum - next) + values[i]
      : (values[i] - next) + sum;
    sum = next;
  }
  return sum + lost;
}

/**
 * Computes the area of the boundary; an interface with duplicated nodes counts from both sides.
 *
 * @param mesh The mesh.
 * @returns The area, µm².
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { box, surfaceArea } from "@torrey/torrey";
 *
 * const mesh = box({ size: [1, 2, 3], edgeLength: 0.5 });
 * assertAlmostEquals(surfaceArea(mesh), 22, 1e-13);
 * ```
 */
export function surfaceArea(mesh: TetMesh): number {
  const p = mesh.points.data;
  const faces = mesh.boundaryFaces;
  const areas = new Float64Array(faces.length / 3);
  for (let f = 0; f < faces.length; f += 3) {
    const a = 3 * faces[f], b = 3 * faces[f + 1], c = 3 * faces[f + 2];
    const ux = p[b] - p[a], uy = p[b + 1] - p[a + 1], uz = p[b + 2] - p[a + 2];
    const vx = p[c] - p[a], vy = p[c + 1] - p[a + 1], vz = p[c + 2] - p[a + 2];
    areas[f / 3] = Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx) / 2;
  }
  return compensatedSum(areas);
}
