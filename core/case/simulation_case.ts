/**
 * A simulation as a case file describes it, checked and ready to run.
 *
 * @module
 */
import type { PgseProtocol } from "../diffusion/mod.ts";
import type { TetMesh } from "../mesh/mod.ts";

/** The tissue constants of one compartment. */
export interface CaseCompartment {
  /** Diffusivity, µm²/ms. */
  readonly diffusivity: number;
  /** Transverse relaxation time, ms; `Infinity` for none. */
  readonly T2: number;
  /** Spin density, relative. */
  readonly spinDensity: number;
}

/** A checked case. */
export interface SimulationCase {
  /** The tissue's geometry. */
  readonly mesh: TetMesh;
  /** One entry per compartment id of the mesh, by ascending id; or one entry that serves all. */
  readonly compartments: readonly CaseCompartment[];
  /** The measurement. */
  readonly protocol: PgseProtocol;
  /** ∂L/∂Re S, [sequences × directions × bValues], where a gradient is wanted. */
  readonly weights?: Float64Array;
}

/** The compartment ids of a mesh, ascending. */
export function compartmentIds(mesh: TetMesh): number[] {
  return [...new Set(mesh.compartments)].sort((a, b) => a - b);
}
