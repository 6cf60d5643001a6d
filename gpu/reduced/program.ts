/**
 * What a device is to do for a protocol: the runs as lists of steps, and their amplitudes as columns.
 *
 * @module
 */
import {
  intervalPlans,
  type PulsePlan,
  type ReducedModel,
  type Run,
} from "../../core/diffusion/reduced/mod.ts";
import { PHASE_PER_STEP, REACH_PER_STEP, type StepSeries, stepSeries } from "./series.ts";

/** One of the equal steps of an interval under a gradient. */
export interface PulseStep {
  readonly kind: "pulse";
  /** Index of the interval in its run. */
  readonly interval: number;
  /** The unit direction and centre of W: equal strings for equal ones. */
  readonly coupling: string;
  readonly plan: PulsePlan;
  readonly series: StepSeries;
}

/** An interval without gradient. */
export interface PauseStep {
  readonly kind: "free" | "stored";
  readonly interval: number;
  /** Length, ms. */
  readonly duration: number;
}

/** Whatever happens to the states of a run, in order. */
export type Step = PulseStep | PauseStep;

/** A run as steps and columns. */
export interface RunProgram {
  readonly run: Run;
  readonly steps: readonly Step[];
  /** Its first column among those of all runs. */
  readonly first: number;
  /** Amplitudes of its columns, rad/(µm ms). */
  readonly amplitudes: readonly number[];
  /** The column of each wanted amplitude, from the run's first. */
  readonly columnOf: readonly number[];
}

/** The amplitudes that are propagated for the wanted ones: s(−q) is the conjugate of s(q). */
function columnsOf(
  wanted: Float64Array,
  apart: boolean,
): Pick<RunProgram, "amplitudes" | "columnOf"> {
  if (apart) return { amplitudes: [...wanted], columnOf: [...wanted.keys()] };
  const amplitudes = [...new Set(wanted.map(Math.abs))];
  const index = new Map(amplitudes.map((q, column) => [q, column]));
  return { amplitudes, columnOf: [...wanted].map((q) => index.get(Math.abs(q))!) };
}

/** The series of each distinct step, shared by directions. */
function seriesCache(): (plan: PulsePlan) => { steps: number; series: StepSeries } {
  const known = new Map<string, StepSeries>();
  return ({ rho, rate, interval: { duration } }) => {
    const steps = Math.max(
      1,
      Math.ceil(rate * duration / PHASE_PER_STEP),
      Math.ceil(rho * duration / REACH_PER_STEP),
    );
    const step = duration / steps, key = `${rho} ${step} ${rate}`;
    const series = known.get(key) ?? stepSeries(rho, step, rate * step);
    known.set(key, series);
    return { steps, series };
  };
}

/**
 * The steps and columns of runs.
 *
 * @param model The reduced system.
 * @param runs The runs; those with a symmetry come first in the result.
 * @param apart Whether every wanted amplitude needs a column of its own, for its derivative.
 * @returns One program per run.
 */
export function programsOf(
  model: Pick<ReducedModel, "eigenvalues" | "range">,
  runs: readonly Run[],
  apart: boolean,
): RunProgram[] {
  const seriesOf = seriesCache();
  const mirrored = runs.filter(({ symmetry }) => symmetry !== "none");
  const whole = runs.filter(({ symmetry }) => symmetry === "none");
  let first = 0;
  return [...mirrored, ...whole].map((run): RunProgram => {
    const steps = intervalPlans(model, run).plans.flatMap((plan, interval): Step[] => {
      if (plan.kind !== "pulse") {
        return [{ kind: plan.kind, interval, duration: plan.interval.duration }];
      }
      const coupling = `${plan.direction.join(" ")} ${plan.centre}`;
      const { steps, series } = seriesOf(plan);
      return Array.from(
        { length: steps },
        () => ({ kind: "pulse", interval, coupling, plan, series }),
      );
    });
    const columns = columnsOf(run.wanted, apart), program = { run, steps, first, ...columns };
    first += columns.amplitudes.length;
    return program;
  });
}
