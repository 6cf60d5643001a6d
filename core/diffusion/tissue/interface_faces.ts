/**
 * The faces between the compartments of a mesh, as a user sees them.
 *
 * @module
 */
import type { TetMesh } from "../../mesh/mod.ts";
import { compartmentContacts } from "./compartment_contacts.ts";

/** The faces at which two compartments touch. */
export interface InterfaceFaces {
  /** Ids of the two compartments, ascending. */
  readonly between: readonly [number, number];
  /** Three nodes of the mesh per face, on the side of the first compartment and outward from it, [3 × faces]. */
  readonly faces: Int32Array;
  /** Area of each face, µm², [faces]. */
  readonly areas: Float64Array;
}

/** The area of a triangle of a mesh. */
function triangleArea(points: Float64Array, [a, b, c]: readonly number[]): number {
  const edge = (to: number) => [0, 1, 2].map((k) => points[3 * to + k] - points[3 * a + k]);
  const [ux, uy, uz] = edge(b), [vx, vy, vz] = edge(c);
  return Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx) / 2;
}

/**
 * Finds where the compartments of a mesh touch: the walls to which a tissue can give a permeability, and the order of their
 * faces, in which it can be given per face.
 *
 * @param mesh The mesh; at an interface compartments may share nodes or have their own at the same places.
 * @returns One entry per pair of compartments that touch, ordered by their ids.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { interfaceFaces, tetMesh } from "@torrey/torrey";
 *
 * const mesh = tetMesh({
 *   points: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]],
 *   tets: [[0, 1, 2, 3], [1, 4, 2, 3]],
 *   compartments: [0, 1],
 * });
 * const [{ between, areas }] = interfaceFaces(mesh);
 * assertEquals([between, areas.length], [[0, 1], 1]);
 * ```
 */
export function interfaceFaces(mesh: TetMesh): InterfaceFaces[] {
  return compartmentContacts(mesh).contacts.map(({ between, faces }) => ({
    between,
    faces: Int32Array.from(faces.flatMap(({ lowNodes }) => lowNodes)),
    areas: Float64Array.from(faces, ({ lowNodes }) => triangleArea(mesh.points.data, lowNodes)),
  }));
}
