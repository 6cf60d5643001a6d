/**
 * Runs a case: simulates its signal, and its gradient where wanted.
 *
 * @module
 */
import type { ComplexTensor } from "../autodiff/mod.ts";
import {
  type BackendChoice,
  type MatrixFormalismBackend,
  protocolWarnings,
  type SignalGradient,
  simulateSignal,
  simulateTimeStepping,
  type TimeSteppingBackend,
  type TimeSteppingState,
} from "../diffusion/mod.ts";
import { InputError } from "../input_error.ts";
import { totalVolume } from "../mesh/mod.ts";
import { caseGradient } from "./case_gradient.ts";
import { type CaseResult, type NestedSignal, nestedSignal } from "./case_result.ts";
import type { SimulationCase } from "./simulation_case.ts";

/** How a case is simulated. */
export type CaseMethod = "matrix-formalism" | "time-stepping";

/** Settings of {@linkcode runCase}. */
export interface RunCaseOptions {
  /** The matrix formalism unless given. */
  readonly method?: CaseMethod;
  /** Allowed error of S/S0, of the truncation or of the time steps; the simulator's default unless given. Not with `modes`. */
  readonly tolerance?: number;
  /** Use exactly this many eigenmodes, in each piece of a tissue whose compartments exchange nothing. Not with `tolerance`. */
  readonly modes?: number;
  /**
   * What it is computed on: a backend, or `"auto"` for the graphics processor where there is one and the mesh is large enough to be worth
   * it; the processor unless given. Where a backend fails for want of memory, precision or the device, the processor computes the same
   * and the result's `warnings` say why.
   */
  readonly backend?: BackendChoice<MatrixFormalismBackend & TimeSteppingBackend>;
  /** Also compute the derivative of Σ weights · Re S; the case must have `weights`. */
  readonly gradient?: boolean;
  /** Told the name of each stage as it begins. */
  readonly onStage?: (stage: string) => void;
  /** Told several times a second how much of the time stepping is done, 0 … 1, with the state to save. */
  readonly onProgress?: (fraction: number, state: () => TimeSteppingState) => void;
  /** Interrupts time stepping. */
  readonly signal?: AbortSignal;
  /** A state of time stepping to take up. */
  readonly resume?: TimeSteppingState;
}

function checkOptions(simulation: SimulationCase, options: RunCaseOptions): void {
  const { tolerance, modes, method = "matrix-formalism" } = options;
  if (tolerance !== undefined && modes !== undefined) {
    throw new InputError("Both a tolerance and a number of modes are given: give one of them");
  }
  if (modes !== undefined && method === "time-stepping") {
    throw new InputError("A number of modes is given but time stepping has none: give a tolerance");
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

/** What both methods report. */
interface Report {
  readonly signal: ComplexTensor;
  readonly signalByCompartment: readonly ComplexTensor[];
  readonly volume: number;
  readonly modes: number;
  readonly corrections: number;
  readonly truncationError: number;
  readonly backend: string;
  readonly warnings: readonly string[];
  readonly timings: Readonly<Record<string, number>>;
  readonly gradient?: SignalGradient;
}

/** Simulates by time stepping. */
async function stepped(simulation: SimulationCase, options: RunCaseOptions): Promise<Report> {
  const { mesh, tissue, protocol, weights } = simulation;
  const { tolerance, gradient, backend, onProgress, signal, resume } = options;
  const start = performance.now();
  const report = await simulateTimeStepping(mesh, tissue, protocol, {
    byCompartment: true,
    ...(tolerance !== undefined && { tolerance }),
    ...(gradient && weights && { weights }),
    ...(backend && { backend }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
    ...(resume && { resume }),
  });
  return {
    signal: report.signal,
    signalByCompartment: report.signalByCompartment ?? [report.signal],
    volume: totalVolume(mesh),
    modes: 0,
    corrections: 0,
    truncationError: report.stepError ?? 0,
    backend: report.backend,
    warnings: report.warnings,
    timings: { "time stepping": performance.now() - start },
    ...(report.gradient && { gradient: report.gradient }),
  };
}

/** Simulates by the matrix formalism. */
async function projected(simulation: SimulationCase, options: RunCaseOptions): Promise<Report> {
  const { mesh, tissue, protocol, weights } = simulation;
  const { tolerance, modes, gradient, backend } = options;
  const accuracy = {
    ...(tolerance !== undefined && { tolerance }),
    ...(modes !== undefined && { modes }),
    ...(gradient && weights && { weights }),
  };
  return backend === undefined
    ? simulateSignal(mesh, tissue, protocol, accuracy)
    : await simulateSignal(mesh, tissue, protocol, { ...accuracy, backend });
}

/**
 * Simulates a case.
 *
 * @param simulation The case, from {@linkcode readCase}.
 * @param options The method, how precisely, and whether with the gradient.
 * @returns The signal and what it was computed with, ready for JSON.
 * @throws {InputError} If options contradict each other, the tissue does not fit the mesh, or the mesh has fewer nodes than the
 * modes asked for.
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
 * const { signal, volume } = await runCase(simulation, { modes: 4 });
 * assertAlmostEquals(volume, 4 / 3, 1e-12);
 * assertAlmostEquals(signal[0][0][0][0], 4 / 3 * Math.exp(-15 / 80), 1e-12);
 * ```
 */
export async function runCase(
  simulation: SimulationCase,
  options: RunCaseOptions = {},
): Promise<CaseResult> {
  checkOptions(simulation, options);
  const { tissue, protocol, measurement } = simulation;
  options.onStage?.(options.gradient ? "signal and gradient" : "signal");
  const report = options.method === "time-stepping"
    ? await stepped(simulation, options)
    : await projected(simulation, options);
  const nested = ({ real, imag }: ComplexTensor): NestedSignal =>
    nestedSignal(real.shape, real.data, imag.data);
  return {
    signal: nested(report.signal),
    signalByCompartment: report.signalByCompartment.map(nested),
    volume: report.volume,
    modes: report.modes,
    corrections: report.corrections,
    truncationError: report.truncationError,
    backend: report.backend,
    warnings: [...report.warnings, ...protocolWarnings(protocol)],
    case: measurement,
    timings: { ...report.timings },
    ...(report.gradient && { gradient: caseGradient(tissue, report.gradient) }),
  };
}
