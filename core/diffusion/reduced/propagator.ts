/**
 * Propagates the states of runs in one workspace.
 *
 * @module
 */
import { chebyshev, CHEBYSHEV_RING, Workspace } from "../../../wasm/mod.ts";
import type { ReducedModel } from "./model.ts";
import type { PulsePlan, RunPlan } from "./plan.ts";
import { type StepSeries, stepSeries } from "./series.ts";

/** States at the quadrature times of one step and at its end; views that the next propagation overwrites. */
export interface StepStates {
  /** [quadraturePoints × n × 2 states], rows real then imaginary. */
  readonly inside: Float64Array;
  /** [n × 2 states]. */
  readonly end: Float64Array;
}

/** Propagates the states of one run at a time. */
export interface Propagator {
  /** The workspace, for further views of the sizes given as `extra`. */
  readonly workspace: Workspace;
  /** Makes an interval of a run current: its W about the centre, its gradients, its series. */
  readonly enter: (run: RunPlan, plan: PulsePlan) => StepSeries;
  /** exp(−tA)·start at the times of the current series. */
  readonly step: (start: Float64Array) => StepStates;
}

const isPulse = (plan: RunPlan["plans"][number]): plan is PulsePlan => plan.kind === "pulse";

/** The series of each distinct step, shared by the directions. */
function seriesCache(withQuadrature: boolean): (plan: PulsePlan) => StepSeries {
  const known = new Map<string, StepSeries>();
  return (plan) => {
    const step = plan.interval.duration / plan.steps;
    const points = withQuadrature ? plan.quadraturePoints : 0;
    const key = `${plan.rho} ${step} ${points}`;
    const series = known.get(key) ?? stepSeries(plan.rho, step, points);
    known.set(key, series);
    return series;
  };
}

/**
 * Makes the propagator for a list of runs.
 *
 * @param model The reduced system.
 * @param runs All runs that will be entered.
 * @param withQuadrature Whether states within the steps are wanted, for a gradient.
 * @param extra Lengths of further views that the caller will take from the workspace.
 * @returns The propagator.
 */
export function propagator(
  model: ReducedModel,
  runs: readonly RunPlan[],
  withQuadrature: boolean,
  extra: readonly number[],
): Propagator {
  const n = model.modes;
  const seriesOf = seriesCache(withQuadrature);
  let states = 2, coefficientCount = 1, outCount = 1;
  for (const run of runs) {
    states = Math.max(states, run.states);
    for (const plan of run.plans.filter(isPulse)) {
      const { coefficients, times } = seriesOf(plan);
      coefficientCount = Math.max(coefficientCount, coefficients.length);
      outCount = Math.max(outCount, times * n * 2 * run.states);
    }
  }
  const block = n * 2 * states;
  const sizes = [
    n * n,
    n,
    states,
    block,
    CHEBYSHEV_RING * block,
    block,
    4 * Math.ceil(n / 4) * n,
    outCount,
    coefficientCount,
  ];
  const workspace = new Workspace({ float64: [...sizes, ...extra] });
  const [
    coupling,
    eigenvalues,
    qView,
    startView,
    ringView,
    productView,
    packed,
    outView,
    coefficientView,
  ] = sizes.map((size) => workspace.float64(size));
  eigenvalues.set(model.eigenvalues);
  let current: { run: RunPlan; plan: PulsePlan; series: StepSeries } | undefined;

  const couple = ({ direction, centre }: PulsePlan) => {
    const [wx, wy, wz] = model.moments;
    const [dx, dy, dz] = direction;
    for (let e = 0; e < n * n; e++) coupling[e] = dx * wx[e] + dy * wy[e] + dz * wz[e];
    for (let j = 0; j < n; j++) coupling[j * (n + 1)] -= centre;
  };

  const enter = (run: RunPlan, plan: PulsePlan): StepSeries => {
    const same = current?.plan.direction === plan.direction && current.plan.centre === plan.centre;
    if (!same) couple(plan);
    qView.fill(0).set(run.grid.nodes.map((q) => q * plan.factor));
    const series = seriesOf(plan);
    if (current?.series !== series) coefficientView.set(series.coefficients);
    current = { run, plan, series };
    return series;
  };

  const step = (start: Float64Array): StepStates => {
    if (!current) throw new Error("No interval is entered");
    const { run, series } = current;
    const size = n * 2 * run.states;
    const out = outView.subarray(0, series.times * size);
    const batch = {
      n,
      states: run.states,
      eigenvalues,
      coupling,
      q: qView.subarray(0, run.states),
      start: startView.subarray(0, size),
      out,
      ring: ringView.subarray(0, CHEBYSHEV_RING * size),
      product: productView.subarray(0, size),
      packed,
    };
    batch.start.set(start);
    const scale = start.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const used = chebyshev(workspace, batch, {
      rho: series.rho,
      times: series.times,
      coefficients: coefficientView.subarray(0, series.coefficients.length),
      tolerance: run.tolerance * scale,
    });
    if (used < 0) {
      throw new Error(
        `The Chebyshev series did not converge in ${
          series.coefficients.length / series.times
        } terms`,
      );
    }
    const inside = (series.times - 1) * size;
    return { inside: out.subarray(0, inside), end: out.subarray(inside) };
  };
  return { workspace, enter, step };
}
