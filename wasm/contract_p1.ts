/**
 * The adjoint of P1 assembly: from cotangents of the matrices to those of points and coefficients.
 *
 * @module
 */
import type { P1Elements, P1Matrices } from "./assemble_p1.ts";
import { addressOf, rawKernels, type Workspace } from "./workspace.ts";

/** Where the element contraction adds its results. */
export interface P1Gradients {
  /** ∂L/∂points, [3 × nodes]. */
  readonly points: Float64Array;
  /** ∂L/∂(xx, xy, xz, yy, yz, zz, r, ρ) of each compartment, [8 × compartments]; xy counts both D_xy and D_yx. */
  readonly coefficients: Float64Array;
}

/** Adds Σ ⟨cotangent, ∂matrix⟩ over all elements to `gradients`; the cotangents need not be symmetric. */
export function contractP1(
  workspace: Workspace,
  elements: P1Elements,
  cotangents: P1Matrices,
  gradients: P1Gradients,
): void {
  rawKernels(workspace).contractP1(
    elements.compartments.length,
    addressOf(workspace, elements.tets),
    addressOf(workspace, elements.compartments),
    addressOf(workspace, elements.points),
    addressOf(workspace, elements.coefficients),
    addressOf(workspace, elements.scatter),
    addressOf(workspace, cotangents.stiffness),
    addressOf(workspace, cotangents.mass),
    addressOf(workspace, cotangents.moments[0]),
    addressOf(workspace, cotangents.moments[1]),
    addressOf(workspace, cotangents.moments[2]),
    addressOf(workspace, gradients.points),
    addressOf(workspace, gradients.coefficients),
  );
}
