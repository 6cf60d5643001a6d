/**
 * The tissue a diffusion signal is simulated in: compartments and the walls between them.
 *
 * @module
 */

/** A diffusivity: D of isotropic diffusion, or a symmetric positive definite 3×3 tensor as rows, µm²/ms. */
export type Diffusivity = number | readonly (readonly number[])[];

/** The constants of one compartment. */
export interface Compartment {
  /** Diffusivity, µm²/ms; water in axons has about 2. */
  readonly diffusivity: Diffusivity;
  /** Transverse relaxation time, ms; `Infinity` by default. */
  readonly T2?: number;
  /** Longitudinal relaxation time, ms, felt during the mixing time of a stimulated echo; `Infinity` by default. */
  readonly T1?: number;
  /** Spin density ρ ≥ 0; 1 by default. A compartment without spins gives no signal and takes none in. */
  readonly spinDensity?: number;
}

/** A permeable wall between two compartments. */
export interface Interface {
  /** Ids of the two compartments. */
  readonly between: readonly [number, number];
  /** Permeability κ ≥ 0, µm/ms: one for the wall, or one per face in the order of `interfaceFaces`. */
  readonly permeability: number | readonly number[] | Float64Array;
}

/** Compartments with the walls between and around them. */
export interface CompartmentTissue {
  /** One entry per compartment id of the mesh, by ascending id; one entry alone serves all. */
  readonly compartments: readonly Compartment[];
  /** Permeable walls; compartments that touch without an entry are impermeable to each other. */
  readonly interfaces?: readonly Interface[];
  /** Relaxivity κ_w ≥ 0 of the outer wall, D∇M·n = −κ_w M, µm/ms; 0 by default. */
  readonly wallRelaxivity?: number;
}

/** A tissue: compartments, or constants that serve all, with impermeable walls between them. */
export type Tissue = Compartment | CompartmentTissue;
