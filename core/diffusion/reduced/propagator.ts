/**
 * Propagates the states of pulse groups in one workspace.
 *
 * @module
 */
import { chebyshev, CHEBYSHEV_RING, Workspace } from "../../../wasm/mod.ts";
import type { ReducedModel } from "./model.ts";
import { type PulseGroup, STATE_TOLERANCE } from "./pulse_plan.ts";
import { type StepSeries, stepSeries } from "./series.ts";

/** States at the quadrature times of one step and at its end; views that the next propagation overwrites. */
export interface StepStates {
  /** [quadraturePoints × n × 2 states], rows real then imaginary. */
  readonly inside: Float64Array;
  /** [n × 2 states]. */
  readonly end: Float64Array;
}

/** Propagates the states of one group at a time. */
export interface Propagator {
  /** The workspace, for further views of the sizes given as `extra`. */
  readonly workspace: Workspace;
  /** Makes a group current: its W about the centre, its amplitudes, its series. */
  readonly enter: (group: PulseGroup, direction: Float64Array) => StepSeries;
  /** exp(−tA)·start at the times of the current series. */
  readonly step: (start: Float64Array) => StepStates;
  /** W_d about the group's centre, [n × n], of the current group. */
  readonly coupling: Float64Array;
}

/** The series of each distinct step, shared by the directions. */
function seriesCache(withQuadrature: boolean): (group: PulseGroup) => StepSeries {
  const known = new Map<string, StepSeries>();
  return (group) => {
    const step = group.delta / group.steps;
    const points = withQuadrature ? group.quadraturePoints : 0;
    const key = `${group.rho} ${step} ${points}`;
    const series = known.get(key) ?? stepSeries(group.rho, step, points);
    known.set(key, series);
    return series;
  };
}

/**
 * Makes the propagator for a list of groups.
 *
 * @param model The reduced system.
 * @param groups All groups that will be entered.
 * @param withQuadrature Whether states within the steps are wanted, for a gradient.
 * @param extra Lengths of further views that the caller will take from the workspace.
 * @returns The propagator.
 */
export function propagator(
  model: ReducedModel,
  groups: readonly PulseGroup[],
  withQuadrature: boolean,
  extra: readonly number[],
): Propagator {
  const n = model.modes;
  const seriesOf = seriesCache(withQuadrature);
  const most = (measure: (group: PulseGroup) => number) =>
    groups.reduce((m, g) => Math.max(m, measure(g)), 0);
  const states = most((group) => group.states);
  const block = n * 2 * states;
  const coefficientCount = most((group) => seriesOf(group).coefficients.length);
  const outCount = most((group) => seriesOf(group).times * n * 2 * group.states);
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
  let current: { group: PulseGroup; series: StepSeries } | undefined;

  const enter = (group: PulseGroup, direction: Float64Array): StepSeries => {
    const [wx, wy, wz] = model.moments;
    const [dx, dy, dz] = direction;
    for (let e = 0; e < n * n; e++) coupling[e] = dx * wx[e] + dy * wy[e] + dz * wz[e];
    for (let j = 0; j < n; j++) coupling[j * (n + 1)] -= group.centre;
    qView.fill(0).set(group.grid.nodes);
    const series = seriesOf(group);
    coefficientView.set(series.coefficients);
    current = { group, series };
    return series;
  };

  const step = (start: Float64Array): StepStates => {
    if (!current) throw new Error("No pulse group is entered");
    const { group, series } = current;
    const size = n * 2 * group.states;
    const out = outView.subarray(0, series.times * size);
    const batch = {
      n,
      states: group.states,
      eigenvalues,
      coupling,
      q: qView.subarray(0, group.states),
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
      tolerance: STATE_TOLERANCE * scale,
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
  return { workspace, enter, step, coupling };
}
