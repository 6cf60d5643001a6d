/**
 * Keeps the tetrahedra of a mesh that is being deformed from collapsing or turning inside out.
 *
 * @module
 */
import type { Tensor } from "../autodiff/mod.ts";
import { type TetMesh, volumes } from "../mesh/mod.ts";

/** The part of its volume that a tetrahedron must keep: flatter ones spoil the eigenmodes long before they invert. */
const LEAST = 0.05;

/**
 * Makes a guard for {@linkcode minimise}.
 *
 * @param mesh The mesh before the deformation.
 * @returns From points, shape [nodes, 3] in µm, to true, or the reason why they must not be used.
 */
export function elementGuard(mesh: TetMesh): (points: Tensor) => true | string {
  const before = volumes(mesh);
  return (points) => {
    const after = volumes({ ...mesh, points });
    let [worst, least] = [0, Infinity];
    after.forEach((volume, t) => {
      const kept = Number.isFinite(volume) ? volume / before[t] : -Infinity;
      if (kept < least) [worst, least] = [t, kept];
    });
    if (least >= LEAST) return true;
    return least > 0
      ? `tetrahedron ${worst} would shrink to ${(100 * least).toPrecision(2)} % of its volume`
      : `tetrahedron ${worst} would turn inside out`;
  };
}
