/**
 * The boundary of a mesh, or of one of its compartments, as a surface of its own: only its nodes, renumbered.
 *
 * @module
 */
import type { Tensor } from "../autodiff/mod.ts";
import { InputError } from "../input_error.ts";
import { submesh } from "./submesh.ts";
import type { TetMesh } from "./tet_mesh.ts";

/** A triangulated surface. */
export interface Surface {
  /** Node positions, shape [nodes, 3], µm. */
  readonly points: Tensor;
  /** Three node indices per triangle, [3 × triangles], outward normals. */
  readonly triangles: Int32Array;
  /** The mesh's node behind each node of the surface, ascending, [nodes]. */
  readonly meshNodes: Int32Array;
}

/**
 * Takes the boundary of a mesh.
 *
 * @param mesh The mesh.
 * @returns Its boundary nodes and triangles.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { boundarySurface, sphere } from "@torrey/torrey";
 *
 * const surface = boundarySurface(sphere({ radius: 2, edgeLength: 1 }));
 * // V − E + F = 2, and a closed triangulation has 2E = 3F.
 * assertEquals(surface.points.shape[0], surface.triangles.length / 3 / 2 + 2);
 * ```
 */
export function boundarySurface(mesh: TetMesh): Surface {
  const numbers = new Int32Array(mesh.points.shape[0]).fill(-1);
  for (const node of mesh.boundaryFaces) numbers[node] = 0;
  const meshNodes: number[] = [];
  numbers.forEach((number, node) => {
    if (number < 0) return;
    numbers[node] = meshNodes.length;
    meshNodes.push(node);
  });
  const data = new Float64Array(3 * meshNodes.length);
  meshNodes.forEach((node, i) =>
    data.set(mesh.points.data.subarray(3 * node, 3 * node + 3), 3 * i)
  );
  return {
    points: { shape: [meshNodes.length, 3], data },
    triangles: mesh.boundaryFaces.map((node) => numbers[node]),
    meshNodes: Int32Array.from(meshNodes),
  };
}

/**
 * Takes the surface of a compartment: its part of the boundary and its interfaces with others.
 *
 * @param mesh The mesh.
 * @param compartment The compartment's id.
 * @returns Its boundary nodes and triangles, whose normals point out of the compartment.
 * @throws {InputError} If no tetrahedron is of that compartment.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { compartmentSurface, concentricSpheres } from "@torrey/torrey";
 *
 * const cell = concentricSpheres({ radii: [2, 5], edgeLength: 0.8 });
 * const nucleus = compartmentSurface(cell, 0);
 * for (let i = 0; i < nucleus.points.data.length; i += 3) {
 *   const [x, y, z] = nucleus.points.data.subarray(i, i + 3);
 *   assertAlmostEquals(Math.hypot(x, y, z), 2, 1e-14);
 * }
 * ```
 */
export function compartmentSurface(mesh: TetMesh, compartment: number): Surface {
  if (!mesh.compartments.includes(compartment)) {
    const ids = [...new Set(mesh.compartments)].sort((a, b) => a - b);
    throw new InputError(
      `Cannot take the surface of compartment ${compartment}: the mesh has no such compartment, only ${
        ids.join(", ")
      }`,
    );
  }
  const part = submesh(mesh, (tet) => mesh.compartments[tet] === compartment);
  const surface = boundarySurface(part.mesh);
  return { ...surface, meshNodes: surface.meshNodes.map((node) => part.nodes[node]) };
}

/**
 * The surface given, or the boundary of the mesh given.
 *
 * @param mesh Either.
 * @returns The surface.
 */
export function surfaceOf(mesh: TetMesh | Surface): Surface {
  return "triangles" in mesh ? mesh : boundarySurface(mesh);
}
