/**
 * Refuses node positions that a mesh cannot have.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { invertedTets, type TetMesh } from "../../mesh/mod.ts";

/**
 * Checks positions for the nodes of a mesh.
 *
 * @param mesh The mesh.
 * @param points The positions, [3 × nodes].
 * @throws {InputError} If there are too few or many, one is not finite, or a tetrahedron is inverted or flat.
 */
export function checkPoints(mesh: TetMesh, points: Float64Array): void {
  if (points.length !== mesh.points.data.length) {
    throw new InputError(
      `The points hold ${points.length} numbers but the mesh has ${
        mesh.points.shape[0]
      } nodes: give [nodes, 3] of them`,
    );
  }
  const bad = points.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) {
    throw new InputError(
      `Coordinate ${"xyz"[bad % 3]} of node ${Math.floor(bad / 3)} is ${points[bad]}`,
    );
  }
  const inverted = invertedTets({ shape: mesh.points.shape, data: points }, mesh.tets);
  if (inverted.length > 0) {
    throw new InputError(
      `The points invert or flatten ${inverted.length} of ${
        mesh.tets.length / 4
      } tetrahedra, the first is ${inverted[0]}: ` +
        "move the nodes less",
    );
  }
}
