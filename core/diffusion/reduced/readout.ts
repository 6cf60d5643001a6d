/**
 * From the states of a run to its measurements, S = w zᵀe^{−Λτ}s with z = s̄ (odd), s (even) or the receiver, and back.
 *
 * @module
 */
import { gemm, type Workspace } from "../../../wasm/mod.ts";
import type { EncodedProtocol } from "../encoding/mod.ts";
import type { ReducedModel } from "./model.ts";
import type { RunPlan } from "./plan.ts";
import type { RunMember } from "./run.ts";

/** Real and imaginary parts, [measurements] or, row-major, [receivers × measurements]. */
export interface ComplexList {
  readonly real: Float64Array;
  readonly imag: Float64Array;
}

/** States at the wanted amplitudes, [n × wanted] each, as views of a workspace. */
export interface WantedStates {
  readonly real: Float64Array;
  readonly imag: Float64Array;
}

/** What the readout needs to know of a reduced system. */
export type ReadModel = Pick<ReducedModel, "modes" | "eigenvalues" | "origin">;

/** What the readout needs to know of a planned run. */
export type RunOf = Pick<RunPlan, "run">;

/** Views the readout works in. */
export interface ReadoutViews {
  /** [n × 2 states]. */
  readonly end: Float64Array;
  /** [nodes × wanted]. */
  readonly weights: Float64Array;
  /** [n × wanted] each. */
  readonly real: Float64Array;
  readonly imag: Float64Array;
}

/** Lengths of the views, largest over the runs. */
export function readoutSizes(
  n: number,
  plans: readonly RunPlan[],
): [number, number, number, number] {
  const most = (measure: (plan: RunPlan) => number) =>
    plans.reduce((m, plan) => Math.max(m, measure(plan)), 0);
  const wanted = n * most(({ run }) => run.wanted.length);
  return [n * 2 * most((p) => p.states), most((p) => p.grid.even.length), wanted, wanted];
}

/** States at the wanted amplitudes from those at the nodes, by the weights given or by the grid's own. */
export function wantedStates(
  workspace: Workspace,
  n: number,
  { grid, states, run }: RunPlan,
  end: Float64Array,
  views: ReadoutViews,
  weights: { readonly even: Float64Array; readonly odd: Float64Array } = grid,
): WantedStates {
  const nodes = grid.nodes.length, wanted = run.wanted.length;
  const real = views.real.subarray(0, n * wanted).fill(0);
  const imag = views.imag.subarray(0, n * wanted).fill(0);
  views.end.set(end);
  const interpolate = (from: Float64Array, by: Float64Array, to: Float64Array) => {
    views.weights.set(by);
    gemm(workspace, {}, n, wanted, nodes, 1, from, 2 * states, views.weights, wanted, to, wanted);
  };
  interpolate(views.end, weights.even, real);
  interpolate(views.end.subarray(states), weights.odd, imag);
  return { real, imag };
}

/** Adjoint states at the nodes from those at the wanted amplitudes, [n × 2 states]. */
export function adjointAtNodes(
  workspace: Workspace,
  n: number,
  { grid, states, run }: RunPlan,
  adjoint: WantedStates,
  views: ReadoutViews,
): Float64Array {
  const nodes = grid.nodes.length, wanted = run.wanted.length, row = 2 * states;
  const end = views.end.subarray(0, n * row).fill(0);
  const spread = (from: Float64Array, by: Float64Array, to: Float64Array) => {
    views.weights.set(by);
    const transposed = { transB: true };
    gemm(workspace, transposed, n, nodes, wanted, 1, from, wanted, views.weights, wanted, to, row);
  };
  spread(adjoint.real, grid.even, end);
  spread(adjoint.imag, grid.odd, end.subarray(states));
  return end.slice();
}

/** The phase that a point collects by amplitude, −x·∫v dt, over the whole sequence. */
export function phasePerAmplitude({ run }: RunOf, point: Float64Array): number {
  if (run.symmetry === "odd") return 0;
  const once = run.intervals.reduce((sum, { vector, duration, stored }) => {
    if (stored) return sum;
    return sum + duration * (vector[0] * point[0] + vector[1] * point[1] + vector[2] * point[2]);
  }, 0);
  return run.symmetry === "even" ? -2 * once : -once;
}

/** w e^{iφ} of each wanted amplitude: what multiplies the moments taken about the model's origin. */
export function factorsOf(
  model: Pick<ReducedModel, "origin">,
  protocol: EncodedProtocol,
  plan: RunOf,
): ComplexList {
  const { wanted, members } = plan.run, phase = phasePerAmplitude(plan, model.origin);
  const real = new Float64Array(wanted.length), imag = new Float64Array(wanted.length);
  forEachMember(protocol, members, ({ encoding }, from, to) => {
    const weight = protocol.encodings[encoding].weight ?? 1;
    for (let b = from; b < to; b++) {
      real[b] = weight * Math.cos(phase * wanted[b]);
      imag[b] = weight * Math.sin(phase * wanted[b]);
    }
  });
  return { real, imag };
}

/** Calls back with each member and the range of its amplitudes among the wanted. */
export function forEachMember(
  protocol: EncodedProtocol,
  members: readonly RunMember[],
  action: (member: RunMember, from: number, to: number) => void,
): void {
  for (const member of members) {
    const { first, encoding } = member;
    action(member, first, first + protocol.amplitudes[encoding].length);
  }
}

/** Adds the measurements of a run to the signal, once for each receiver. */
export function addSignal(
  model: ReadModel,
  protocol: EncodedProtocol,
  plan: RunOf,
  receivers: readonly Float64Array[],
  s: WantedStates,
  signal: ComplexList,
): void {
  const n = model.modes, { symmetry, members } = plan.run, wanted = plan.run.wanted.length;
  const measurements = signal.real.length / receivers.length;
  const factors = factorsOf(model, protocol, plan);
  const re = new Float64Array(wanted), im = new Float64Array(wanted);
  receivers.forEach((receiver, r) => {
    re.fill(0);
    im.fill(0);
    forEachMember(protocol, members, ({ tail }, from, to) => {
      for (let j = 0; j < n; j++) {
        const decay = tail === 0 ? 1 : Math.exp(-model.eigenvalues[j] * tail);
        for (let b = from; b < to; b++) {
          const x = s.real[j * wanted + b], y = s.imag[j * wanted + b];
          if (symmetry === "odd") re[b] += decay * (x * x + y * y);
          else if (symmetry === "even") {
            re[b] += decay * (x * x - y * y);
            im[b] += decay * 2 * x * y;
          } else {
            re[b] += decay * receiver[j] * x;
            im[b] += decay * receiver[j] * y;
          }
        }
      }
    });
    forEachMember(protocol, members, ({ output }, from, to) => {
      for (let b = from; b < to; b++) {
        const at = r * measurements + output + b - from;
        signal.real[at] = factors.real[b] * re[b] - factors.imag[b] * im[b];
        signal.imag[at] = factors.real[b] * im[b] + factors.imag[b] * re[b];
      }
    });
  });
}
