/**
 * One simulation by time stepping that can be watched, interrupted and taken up again, with everything worth knowing about it.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import { type BackendChoice, computedOn, PROCESSOR, simulationOf } from "../problem/mod.ts";
import type { Protocol } from "../protocol/mod.ts";
import type { Tissue } from "../tissue/mod.ts";
import type { TimeSteppingBackend } from "./backend.ts";
import { checkOptions, type TimeSteppingOptions } from "./options.ts";
import type { TimeSteppingState } from "./state_text.ts";
import { stepOnBackend } from "./step_on_backend.ts";
import { stepOnProcessor } from "./step_on_processor.ts";
import {
  type Outcome,
  type SteppedSimulation,
  type TimeSteppingReport,
  timeSteppingReport,
} from "./time_stepping_report.ts";

/** Options of a simulation. */
export interface SimulateTimeSteppingOptions extends TimeSteppingOptions {
  /** Whether the signal of each compartment is wanted; the waveforms are then stepped through to their end. */
  readonly byCompartment?: boolean;
  /** ∂L/∂Re S, one per measurement; with them the report holds the gradient of Σ weights · Re S. */
  readonly weights?: Float64Array;
  /**
   * What it is computed on: a backend, or `"auto"` for the graphics processor where there is one and the mesh is large enough to be worth
   * it; the processor unless given. Where a backend fails for want of memory, precision or the device, the processor computes the same
   * and the report's `warnings` say why.
   */
  readonly backend?: BackendChoice<TimeSteppingBackend>;
  /**
   * Called several times a second with the share of the work done, 0 … 1, and the state to save. The state of a backend's work holds
   * nothing of it: what is taken up from there begins anew, on the processor.
   */
  readonly onProgress?: (fraction: number, state: () => TimeSteppingState) => void;
  /** Interrupts the simulation; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** A state of the same simulation to take up, on the processor; the result is the same to the last bit. */
  readonly resume?: TimeSteppingState;
}

/**
 * Simulates the signal of a tissue by time stepping.
 *
 * @param mesh The mesh.
 * @param tissue The tissue.
 * @param protocol The measurements.
 * @param options Tolerance or step, method; progress, interruption, a state to take up.
 * @returns The signal and its report.
 * @throws {InputError} If an option is impossible, the tissue does not fit the mesh, or the state is that of another problem.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertLess } from "@std/assert";
 * import { pgse, simulateTimeStepping, sphere } from "@torrey/torrey";
 *
 * const cell = sphere({ radius: 5, edgeLength: 2.5 });
 * const protocol = pgse({ delta: 10, Delta: 20, bValues: [0, 1000], directions: [[0, 0, 1]] });
 * const seen: number[] = [];
 * const { signal, stepError } = await simulateTimeStepping(cell, { diffusivity: 2 }, protocol, {
 *   tolerance: 1e-4,
 *   onProgress: (fraction) => seen.push(fraction),
 * });
 * assertAlmostEquals(signal.real.data[1] / signal.real.data[0], 0.893, 0.001);
 * assertLess(stepError ?? 1, 1e-4);
 * assertLess(0, seen.length);
 * ```
 */
export async function simulateTimeStepping(
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  options: SimulateTimeSteppingOptions = {},
): Promise<TimeSteppingReport> {
  const { byCompartment = false, weights, backend, resume } = options;
  const checked = simulationOf(mesh, tissue, protocol, weights);
  const accuracy = checkOptions(options, checked.inputs.protocol);
  const timeReversal = accuracy.timeReversal && !byCompartment;
  const simulation: SteppedSimulation = {
    ...checked,
    options: { ...accuracy, timeReversal, byCompartment },
    weights,
  };
  const onProcessor = () => {
    options.signal?.throwIfAborted();
    return stepOnProcessor(simulation, options);
  };
  if (backend === undefined || (backend === "auto" && resume !== undefined)) {
    const result = await onProcessor();
    return timeSteppingReport(simulation, { result, backend: PROCESSOR, warnings: [] });
  }
  if (resume !== undefined) {
    throw new InputError(
      "A state to resume is given with a backend, but only the processor can take it up: leave out one of them",
    );
  }
  const computed = await computedOn<TimeSteppingBackend, Outcome>(
    backend,
    simulation.geometry.mesh.points.shape[0],
    (chosen) => stepOnBackend(chosen, simulation, options),
    onProcessor,
  );
  return timeSteppingReport(simulation, computed);
}
