/**
 * The tissue a diffusion signal is simulated in.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";

/** One compartment with impermeable walls. */
export interface Tissue {
  /** Diffusivity D, µm²/ms; isotropic. Water in axons has about 2. */
  readonly diffusivity: number;
}

/** Refuses a diffusivity that is not a positive number. */
export function checkDiffusivity(diffusivity: number): void {
  if (!(diffusivity > 0 && Number.isFinite(diffusivity))) {
    throw new InputError(
      `The diffusivity is ${diffusivity} but must be a positive number of µm²/ms`,
    );
  }
}

/** The six entries xx, xy, xz, yy, yz, zz of an isotropic tensor. */
export function isotropicTensor(diffusivity: number): Float64Array {
  return Float64Array.from([diffusivity, 0, 0, diffusivity, 0, diffusivity]);
}
