/**
 * The signal of a reduced system.
 *
 * @module
 */
import type { EncodedProtocol } from "../encoding/mod.ts";
import type { ReducedModel } from "./model.ts";
import { decayed, decays } from "./pause.ts";
import { type RunPlan, runPlan, STATE_TOLERANCE } from "./plan.ts";
import { type Propagator, propagator } from "./propagator.ts";
import { addSignal, type ComplexList, readoutSizes, wantedStates } from "./readout.ts";
import { runsOf } from "./run.ts";

/** What the adjoint needs of an interval: the states at the beginning of each step and, where there is room, within it. */
export interface IntervalStates {
  /** [steps][n × 2 states]; a pause has one step. */
  readonly starts: readonly Float64Array[];
  /** [steps][points × n × 2 states], or empty: to be computed again. */
  readonly inside: readonly Float64Array[];
}

/** What the adjoint needs of a run. */
export interface RunStates {
  readonly plan: RunPlan;
  /** One per interval. */
  readonly intervals: readonly IntervalStates[];
  /** States after the last interval, [n × 2 states]. */
  readonly end: Float64Array;
}

/** The states that are kept: none, those for the tissue's gradient, or those for that of the encodings too. */
export type Kept = "nothing" | "tissue" | "everything";

/** How finely time is resolved. */
export interface TimeResolution {
  /** By what the number of steps of smooth waveforms is divided. The signal is then that of a slightly different waveform. */
  readonly coarsening: number;
  /** Relative accuracy of the states. */
  readonly tolerance: number;
}

/** What smooth waveforms err by at most in S/S0 with the usual number of steps, and with what power of the step the error grows. */
const USUAL = { error: 8e-8, power: 4 };
/** The least and the greatest coarsening for an error. */
const COARSENING = { least: 1 / 4, most: 4 };

/** The resolution for an error of S/S0 by the time steps of smooth waveforms; the states are accurate beyond any doubt. */
export function resolutionFor(error: number): TimeResolution {
  const { least, most } = COARSENING;
  const coarsening = (error / USUAL.error) ** (1 / USUAL.power);
  return {
    coarsening: Math.min(most, Math.max(least, coarsening)),
    tolerance: STATE_TOLERANCE,
  };
}

/** The resolution of signals that are not only compared with each other. */
export const ACCURATE: TimeResolution = { coarsening: 1, tolerance: STATE_TOLERANCE };

/** What is wanted beside the signal. */
export interface ReducedSignalOptions {
  /** What to keep; nothing by default. */
  readonly keep?: Kept;
  /** Receivers, [n] each, where those are wanted apart; else the whole signal. */
  readonly receivers?: readonly Float64Array[];
  /** How finely time is resolved; to 8e-8 of S/S0 for smooth waveforms by default. */
  readonly resolution?: TimeResolution;
}

/** The signal and, where a gradient will follow, the states it came from. */
export interface ReducedSignal extends ComplexList {
  /** What was kept. */
  readonly kept: Kept;
  /** The receivers it was computed for, where apart. */
  readonly receivers?: readonly Float64Array[];
  /** One per run when kept, else empty. */
  readonly states: readonly RunStates[];
}

/** Numbers that may be kept within steps: 128 MiB. */
const MOST_KEPT = 2 ** 24;

/** The initial states of a run: a, real, in every column that is a node. */
function initialStates(model: ReducedModel, { grid, states }: RunPlan): Float64Array {
  const n = model.modes, row = 2 * states, start = new Float64Array(n * row);
  for (let j = 0; j < n; j++) {
    start.fill(model.start[j], j * row, j * row + grid.nodes.length);
  }
  return start;
}

/** How many numbers the states within the steps of a run are. */
function insideSize(model: ReducedModel, { plans, states }: RunPlan): number {
  return plans.reduce(
    (sum, plan) =>
      sum +
      (plan.kind === "pulse" ? plan.steps * plan.quadraturePoints * model.modes * 2 * states : 0),
    0,
  );
}

function propagated(
  model: ReducedModel,
  pulse: Propagator,
  plan: RunPlan,
  pauses: ReturnType<typeof decays>,
  keep: { readonly starts: boolean; readonly inside: boolean },
): RunStates {
  const intervals: IntervalStates[] = [];
  let state: Float64Array = initialStates(model, plan);
  for (const part of plan.plans) {
    const starts: Float64Array[] = [], inside: Float64Array[] = [];
    if (part.kind === "pulse") {
      pulse.enter(plan, part);
      for (let step = 0; step < part.steps; step++) {
        if (keep.starts) starts.push(state);
        const states = pulse.step(state);
        if (keep.inside) inside.push(states.inside.slice());
        state = states.end.slice();
      }
    } else {
      starts.push(state);
      state = decayed(pauses[part.kind], part.interval.duration, state, model.modes);
    }
    if (keep.starts) intervals.push({ starts, inside });
  }
  return { plan, intervals, end: state };
}

/**
 * Computes the signal of every measurement of a protocol.
 *
 * @param model The reduced system.
 * @param protocol The measurements.
 * @param options What to keep for {@linkcode reducedCotangent}; receivers.
 * @returns The signal, µm³ × spin density, [measurements] or [receivers × measurements].
 */
export function reducedSignal(
  model: ReducedModel,
  protocol: EncodedProtocol,
  options: ReducedSignalOptions = {},
): ReducedSignal {
  const n = model.modes, { keep = "nothing", receivers, resolution = ACCURATE } = options;
  const separate = keep === "everything";
  const kind = separate ? "separate" : receivers ? "whole" : "shared";
  const { coarsening, tolerance } = resolution;
  const plans = runsOf(model, protocol, kind, coarsening)
    .map((run) => runPlan(model, run, separate, tolerance));
  const inside = keep !== "nothing" &&
    plans.reduce((sum, plan) => sum + insideSize(model, plan), 0) <= MOST_KEPT;
  const sizes = readoutSizes(n, plans);
  const pulse = propagator(model, plans, inside, sizes);
  const [end, weights, real, imag] = sizes.map((size) => pulse.workspace.float64(size));
  const pauses = decays(model);
  const listened = receivers ?? [model.start];
  const count = listened.length * protocol.amplitudes.reduce((sum, { length }) => sum + length, 0);
  const signal = { real: new Float64Array(count), imag: new Float64Array(count) };
  const states: RunStates[] = [];
  for (const plan of plans) {
    const run = propagated(model, pulse, plan, pauses, { starts: keep !== "nothing", inside });
    if (keep !== "nothing") states.push(run);
    const s = wantedStates(pulse.workspace, n, plan, run.end, { end, weights, real, imag });
    addSignal(model, protocol, plan, listened, s, signal);
  }
  return { ...signal, kept: keep, states, ...(receivers && { receivers }) };
}
