/**
 * The adjoint of P1 assembly: from cotangents of the matrices to those of points and diffusion tensors.
 *
 * @module
 */
import type { P1Elements, P1Matrices } from "./assemble_p1.ts";
import type { Workspace } from "./workspace.ts";

/** Where the element contraction adds its results. */
export interface P1Gradients {
  /** ∂L/∂points, [3 × nodes]. */
  readonly points: Float64Array;
  /** ∂L/∂(xx, xy, xz, yy, yz, zz) of each compartment's tensor; xy counts both D_xy and D_yx. */
  readonly tensors: Float64Array;
}

/** Adds Σ ⟨cotangent, ∂matrix⟩ over all elements to `gradients`; the cotangents need not be symmetric. */
export function contractP1(
  workspace: Workspace,
  elements: P1Elements,
  cotangents: P1Matrices,
  gradients: P1Gradients,
): void {
  workspace.raw.contractP1(
    elements.compartments.length,
    workspace.address(elements.tets),
    workspace.address(elements.compartments),
    workspace.address(elements.points),
    workspace.address(elements.tensors),
    workspace.address(elements.scatter),
    workspace.address(cotangents.stiffness),
    workspace.address(cotangents.mass),
    workspace.address(cotangents.moments[0]),
    workspace.address(cotangents.moments[1]),
    workspace.address(cotangents.moments[2]),
    workspace.address(gradients.points),
    workspace.address(gradients.tensors),
  );
}
