/**
 * One simulation by time stepping that can be watched, interrupted and taken up again, with everything worth knowing about it.
 *
 * @module
 */
import type { ComplexTensor } from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import {
  checkWeights,
  type ModelInputs,
  pieceInputs,
  type SignalGradient,
  signalGradient,
  wholeCotangent,
} from "../problem/mod.ts";
import { encodeProtocol, type Protocol } from "../protocol/mod.ts";
import { type Tissue, tissueCoefficients, tissueMesh, tissueWarnings } from "../tissue/mod.ts";
import { refinedGrid } from "./grid.ts";
import { checkOptions, type TimeSteppingOptions } from "./options.ts";
import { presentSteps } from "./plan.ts";
import { problemKey } from "./problem_key.ts";
import { gatherMeasurements, tissueProblem } from "./problem.ts";
import { solveBlocks, type SolvedBlock } from "./solve.ts";
import type { TimeSteppingState } from "./state_text.ts";

/** Options of a simulation. */
export interface SimulateTimeSteppingOptions extends TimeSteppingOptions {
  /** Whether the signal of each compartment is wanted; the waveforms are then stepped through to their end. */
  readonly byCompartment?: boolean;
  /** ∂L/∂Re S, one per measurement; with them the report holds the gradient of Σ weights · Re S. */
  readonly weights?: Float64Array;
  /** Called several times a second with the share of the work done, 0 … 1, and the state to save. */
  readonly onProgress?: (fraction: number, state: () => TimeSteppingState) => void;
  /** Interrupts the simulation; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** A state of the same simulation to take up; the result is the same to the last bit. */
  readonly resume?: TimeSteppingState;
}

/** A signal with the numbers that tell how far to trust it and what it cost. */
export interface TimeSteppingReport {
  /** The signal, of the protocol's shape, µm³ × spin density. */
  readonly signal: ComplexTensor;
  /** The signal that comes from each compartment, by ascending id; they add up to `signal`. Present where asked for. */
  readonly signalByCompartment?: readonly ComplexTensor[];
  /** Largest estimated error of S/S0 by the steps; absent where the step was given. */
  readonly stepError?: number;
  /** What a user may not expect, in sentences: compartments that touch and are impermeable to each other. */
  readonly warnings: readonly string[];
  /** The method's name. */
  readonly method: string;
  /** Steps of the final grids, per block of measurements and piece of the tissue. */
  readonly steps: readonly number[];
  /** Number of sparse factorisations. */
  readonly factorisations: number;
  /** The derivative of Σ weights · Re S, where weights were given: that of the steps taken. */
  readonly gradient?: SignalGradient;
}

/** Time between turns given to others, ms. */
const TURN = 50;

/** Lets timers, messages and aborts have their turn. */
function turnOfOthers(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function checkState(state: TimeSteppingState | undefined, problem: string, blocks: number): void {
  if (state === undefined) return;
  if (state.problem !== problem || state.solved.length > blocks) {
    throw new InputError(
      `The state to resume is that of problem "${state.problem}" but this one is "${problem}": ` +
        "mesh, tissue, protocol and options must be those it was saved with",
    );
  }
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
  const { byCompartment = false, weights, onProgress, signal: abort, resume } = options;
  const geometry = tissueMesh(mesh, tissue);
  const encoded = encodeProtocol(protocol);
  const initial: ModelInputs = {
    points: geometry.mesh.points.data,
    coefficients: tissueCoefficients(geometry, tissue),
    protocol: encoded,
  };
  if (weights) checkWeights(weights, encoded.shape);
  const given = checkOptions(options, encoded);
  const checked = { ...given, timeReversal: given.timeReversal && !byCompartment };
  const key = problemKey(initial, checked);
  const problem = tissueProblem(geometry, initial, checked), { problems } = problem;
  checkState(resume, key, problems.reduce((sum, { plans }) => sum + plans.length, 0));

  const solving = solveBlocks(problems, encoded, { ...checked, byCompartment }, resume);
  let solved: SolvedBlock[] | undefined, last = -Infinity;
  while (solved === undefined) {
    const { done, value } = solving.next();
    if (done) solved = value;
    else if (performance.now() - last >= TURN) {
      onProgress?.(value.fraction, () => ({ problem: key, ...value.state() }));
      await turnOfOthers();
      abort?.throwIfAborted();
      last = performance.now();
    }
  }

  const found = solved, { shape } = encoded;
  const complex = (of: "real" | "imag") =>
    gatherMeasurements(problem, found, (block, c) => block[of][c]);
  const errors = gatherMeasurements(problem, found, ({ errors: own }, c) => own?.[c] ?? 0);
  const ofCompartment = (id: number): ComplexTensor => {
    const compartment = geometry.compartmentIds.indexOf(id);
    const part = (of: "real" | "imag") => {
      const data = gatherMeasurements(problem, found, ({ compartments }, c, p) => {
        const local = problem.pieces[p].whole.compartments.indexOf(compartment);
        return compartments?.[local]?.[of][c] ?? 0;
      });
      return { shape, data };
    };
    return { real: part("real"), imag: part("imag") };
  };
  const whole = problems.reduce((sum, { unattenuated }) => sum + unattenuated, 0);
  let block = 0;
  const refined = problems.map(({ plans }) =>
    plans.map((plan) => ({ ...plan, grid: refinedGrid(plan.grid, found[block++].parts) }))
  );
  const gradientOf = (loss: Float64Array): SignalGradient => {
    const parts = problems.map(({ engine }, p) =>
      engine.evaluate(pieceInputs(problem.pieces[p], initial), encoded, refined[p], "tissue")
        .pullback(loss, new Float64Array(loss.length))
    );
    const cotangent = wholeCotangent(problem.pieces, initial, parts);
    return signalGradient(mesh, tissue, geometry, cotangent);
  };
  return {
    signal: {
      real: { shape, data: complex("real") },
      imag: { shape, data: complex("imag") },
    },
    ...(byCompartment && { signalByCompartment: Array.from(geometry.givenIds, ofCompartment) }),
    ...(checked.step === undefined &&
      { stepError: errors.reduce((a, b) => Math.max(a, b), 0) / whole }),
    warnings: tissueWarnings(geometry),
    method: checked.method.name,
    steps: refined.flat().map((plan) => presentSteps(plan, encoded).steps.length),
    factorisations: problems.reduce(
      (sum, { engine }) => sum + engine.system.factorisations(),
      0,
    ),
    ...(weights && { gradient: gradientOf(weights) }),
  };
}
