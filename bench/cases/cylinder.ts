/**
 * A cylinder of about 20 000 nodes and its P1 matrices, for the benches of the sparse kernels.
 *
 * @module
 */
import { isotropicCoefficients, type P1Pattern, p1Pattern, p1Space } from "../../core/fem/mod.ts";
import { cylinder, type TetMesh } from "../../mod.ts";

/** The shift σ of K + σM, 1/ms. */
const SHIFT = 0.1;

/** The mesh: 19 698 nodes, 106 272 tetrahedra. */
export function largeCylinder(): TetMesh {
  return cylinder({ radius: 3, height: 10, edgeLength: 0.295 });
}

/** Its pattern and the values of K + σM. */
export function largeMatrix(): { mesh: TetMesh; pattern: P1Pattern; values: Float64Array } {
  const mesh = largeCylinder();
  const pattern = p1Pattern(mesh.points.shape[0], mesh.tets);
  const space = p1Space(mesh, { columns: 1, pattern });
  space.assemble(mesh.points.data, isotropicCoefficients(2));
  const { stiffness, mass } = space.matrices;
  return { mesh, pattern, values: stiffness.map((k, e) => k + SHIFT * mass[e]) };
}
