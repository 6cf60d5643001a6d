/**
 * A simulation as a case file describes it, checked and ready to run.
 *
 * @module
 */
import type { Compartment, CompartmentTissue, Protocol } from "../diffusion/mod.ts";
import type { TetMesh } from "../mesh/mod.ts";
import type { CaseMeasurement } from "./case_measurement.ts";

/** The tissue constants of one compartment, all given. */
export type CaseCompartment = Required<Compartment>;

/** A tissue with one entry per compartment id of the mesh, by ascending id; or one entry that serves all. */
export interface CaseTissue extends CompartmentTissue {
  /** The constants of the compartments. */
  readonly compartments: readonly CaseCompartment[];
}

/** A checked case. */
export interface SimulationCase {
  /** The tissue's geometry. */
  readonly mesh: TetMesh;
  /** The tissue's constants. */
  readonly tissue: CaseTissue;
  /** The measurement. */
  readonly protocol: Protocol;
  /** The tissue and the measurement in the case's own words. */
  readonly measurement: CaseMeasurement;
  /** ∂L/∂Re S, [sequences × directions × bValues], where a gradient is wanted. */
  readonly weights?: Float64Array;
}

/** The compartment ids of a mesh, ascending. */
export function compartmentIds(mesh: TetMesh): number[] {
  return [...new Set(mesh.compartments)].sort((a, b) => a - b);
}
