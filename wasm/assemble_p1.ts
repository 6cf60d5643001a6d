/**
 * P1 assembly of stiffness, mass and first-moment matrices into CSR values.
 *
 * @module
 */
import { addressOf, rawKernels, type Workspace } from "./workspace.ts";

/** A tetrahedral mesh as the element kernels read it; all arrays live in one workspace. */
export interface P1Elements {
  /** Four node indices per tetrahedron. */
  readonly tets: Int32Array;
  /** Compartment of each tetrahedron. */
  readonly compartments: Int32Array;
  /** Node positions, [3 × nodes]. */
  readonly points: Float64Array;
  /** Diffusion tensor D as xx, xy, xz, yy, yz, zz, relaxation rate r and density ρ of each compartment, [8 × compartments]. */
  readonly coefficients: Float64Array;
  /** CSR entry of each of the 16 node pairs of each tetrahedron. */
  readonly scatter: Int32Array;
}

/** One value per CSR entry of K, M, J_x, J_y and J_z: the matrices, or the cotangents of a loss. */
export interface P1Matrices {
  /** K_ab = ρ(V ∇φ_a·D∇φ_b + r ∫ φ_a φ_b). */
  readonly stiffness: Float64Array;
  /** M_ab = ρ ∫ φ_a φ_b. */
  readonly mass: Float64Array;
  /** J_k,ab = ρ ∫ x_k φ_a φ_b, for x, y and z. */
  readonly moments: readonly [Float64Array, Float64Array, Float64Array];
}

/** Adds every element's contribution to `matrices`. */
export function assembleP1(workspace: Workspace, elements: P1Elements, matrices: P1Matrices): void {
  rawKernels(workspace).assembleP1(
    elements.compartments.length,
    addressOf(workspace, elements.tets),
    addressOf(workspace, elements.compartments),
    addressOf(workspace, elements.points),
    addressOf(workspace, elements.coefficients),
    addressOf(workspace, elements.scatter),
    addressOf(workspace, matrices.stiffness),
    addressOf(workspace, matrices.mass),
    addressOf(workspace, matrices.moments[0]),
    addressOf(workspace, matrices.moments[1]),
    addressOf(workspace, matrices.moments[2]),
  );
}
