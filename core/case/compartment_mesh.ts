/**
 * The part of a mesh that one compartment fills: behind impermeable walls it is simulated alone.
 *
 * @module
 */
import { type Submesh, submesh, type TetMesh } from "../mesh/mod.ts";

/**
 * Cuts a compartment out of a mesh.
 *
 * @param mesh The whole mesh.
 * @param id The compartment.
 * @returns Its part.
 */
export function compartmentMesh(mesh: TetMesh, id: number): Submesh {
  return submesh(mesh, (tet) => mesh.compartments[tet] === id);
}
