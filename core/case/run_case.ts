/**
 * Runs a case: simulates its signal, and its gradient where wanted.
 *
 * Behind impermeable walls compartments do not exchange water, so S = Σ_c ρ_c e^{−TE/T2_c} S_c with each S_c simulated on
 * its own part of the mesh.
 *
 * @module
 */
import { protocolShape } from "../diffusion/mod.ts";
import { InputError } from "../input_error.ts";
import { caseMeasurement } from "./case_measurement.ts";
import { type CaseGradient, type CaseResult, nestedSignal } from "./case_result.ts";
import { type CompartmentPart, type PartGradient, runCompartment } from "./run_compartment.ts";
import { compartmentIds, type SimulationCase } from "./simulation_case.ts";

/** Settings of {@linkcode runCase}. */
export interface RunCaseOptions {
  /** Allowed truncation error of S/S0; the simulator's default unless given. Not with `modes`. */
  readonly tolerance?: number;
  /** Use exactly this many eigenmodes. Not with `tolerance`. */
  readonly modes?: number;
  /** Also compute the derivative of Σ weights · Re S; the case must have `weights`. */
  readonly gradient?: boolean;
  /** Told the name of each stage as it begins. */
  readonly onStage?: (stage: string) => void;
}

function checkOptions(simulation: SimulationCase, options: RunCaseOptions): void {
  const { tolerance, modes } = options;
  if (tolerance !== undefined && modes !== undefined) {
    throw new InputError("Both a tolerance and a number of modes are given: give one of them");
  }
  if (tolerance !== undefined && !(tolerance > 0 && tolerance < 1)) {
    throw new InputError(`The tolerance is ${tolerance} but must lie between 0 and 1`);
  }
  if (modes !== undefined && !(Number.isInteger(modes) && modes > 0)) {
    throw new InputError(`The number of modes is ${modes} but must be a positive whole number`);
  }
  if (options.gradient && simulation.weights === undefined) {
    throw new InputError(
      "The gradient is asked for but 'weights' is missing: it says which sum of signals to differentiate",
    );
  }
}

/** Sums the compartments' gradients; where one entry serves all compartments, its slopes add up. */
function totalGradient(parts: readonly PartGradient[], oneEntry: boolean): CaseGradient {
  const points = new Float64Array(parts[0].points.length);
  for (const part of parts) part.points.forEach((x, i) => points[i] += x);
  const collect = (slopes: number[]): number | number[] =>
    oneEntry ? slopes.reduce((sum, x) => sum + x, 0) : slopes;
  return {
    points: Array.from({ length: points.length / 3 }, (_, n) => [
      ...points.subarray(3 * n, 3 * n + 3),
    ]),
    diffusivity: collect(parts.map(({ diffusivity }) => diffusivity)),
    T2: collect(parts.map(({ T2 }) => T2)),
  };
}

function totalTimings(parts: readonly CompartmentPart[]): Record<string, number> {
  const timings: Record<string, number> = {};
  for (const part of parts) {
    for (const [stage, ms] of Object.entries(part.timings)) {
      timings[stage] = (timings[stage] ?? 0) + ms;
    }
  }
  return timings;
}

/**
 * Simulates a case by the matrix formalism.
 *
 * @param simulation The case, from {@linkcode readCase}.
 * @param options How precisely, and whether with the gradient.
 * @returns The signal and what it was computed with, ready for JSON.
 * @throws {InputError} If options contradict each other, or the mesh has fewer nodes than the modes asked for.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { readCase, runCase } from "@torrey/torrey";
 *
 * const simulation = readCase({
 *   mesh: { points: [[0, 0, 0], [2, 0, 0], [0, 2, 0], [0, 0, 2]], tets: [[0, 1, 2, 3]] },
 *   compartments: [{ diffusivity: 2, T2: 80 }],
 *   sequences: [{ type: "PGSE", delta: 5, Delta: 10 }],
 *   bValues: [0, 1000],
 *   directions: [[0, 0, 1]],
 * });
 * const { signal, volume } = runCase(simulation, { modes: 4 });
 * assertAlmostEquals(volume, 4 / 3, 1e-12);
 * assertAlmostEquals(signal[0][0][0][0], 4 / 3 * Math.exp(-15 / 80), 1e-12);
 * ```
 */
export function runCase(simulation: SimulationCase, options: RunCaseOptions = {}): CaseResult {
  checkOptions(simulation, options);
  const { mesh, compartments, protocol } = simulation;
  const ids = compartmentIds(mesh);
  if (ids.length > 1 && options.modes !== undefined) {
    throw new InputError(
      `A number of modes is given but the mesh has ${ids.length} compartments, each with modes of its own: give a tolerance`,
    );
  }
  options.onStage?.("signal");
  const parts = ids.map((id, c) =>
    runCompartment(simulation, id, compartments[compartments.length === 1 ? 0 : c], options)
  );
  const volume = parts.reduce((sum, part) => sum + part.volume, 0);
  const sum = (key: "real" | "imag"): Float64Array =>
    parts[0][key].map((_, i) => parts.reduce((total, part) => total + part[key][i], 0));
  const gradients = parts.flatMap(({ gradient }) => gradient ?? []);
  return {
    signal: nestedSignal(protocolShape(protocol), sum("real"), sum("imag")),
    signalByCompartment: parts.map(({ signal }) => signal),
    volume,
    modes: parts.reduce((total, part) => total + part.modes, 0),
    corrections: parts.reduce((total, part) => total + part.corrections, 0),
    truncationError: parts.reduce((e, p) => e + p.truncationError * p.volume / volume, 0),
    case: caseMeasurement(simulation),
    timings: totalTimings(parts),
    ...(gradients.length > 0 && { gradient: totalGradient(gradients, compartments.length === 1) }),
  };
}
