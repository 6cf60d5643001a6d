/**
 * The numbers that a finite-element matrix is assembled with.
 *
 * @module
 */

/** How many numbers each compartment has. */
export const ELEMENT_COEFFICIENTS = 8;

/** Coefficients of elements and faces: the inputs of an assembly, or their cotangents. */
export interface P1Coefficients {
  /** Diffusion tensor D as xx, xy, xz, yy, yz, zz, relaxation rate r and density ρ of each compartment, [8 × compartments]. */
  readonly elements: Float64Array;
  /** Coupling of each interface face, [faces]. */
  readonly interfaces: Float64Array;
  /** Relaxation at each wall face, [faces]; or none where no wall relaxes. */
  readonly walls: Float64Array;
}

/** A cotangent of points and coefficients. */
export interface P1Gradient extends P1Coefficients {
  /** ∂L/∂points, [3 × nodes]. */
  readonly points: Float64Array;
}

/** The coefficients of one compartment with isotropic diffusion and nothing else. */
export function isotropicCoefficients(diffusivity: number): P1Coefficients {
  return {
    elements: Float64Array.of(diffusivity, 0, 0, diffusivity, 0, diffusivity, 0, 1),
    interfaces: new Float64Array(0),
    walls: new Float64Array(0),
  };
}
