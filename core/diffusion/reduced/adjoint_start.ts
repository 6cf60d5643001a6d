/**
 * The adjoint of the readout: the adjoint states it begins with, and what ∂L/∂S tells of tails, receivers and amplitudes.
 *
 * @module
 */
import { gemm, type Workspace } from "../../../wasm/mod.ts";
import type { EncodedProtocol } from "../encoding/mod.ts";
import type { RunPlan } from "./plan.ts";
import {
  adjointAtNodes,
  type ComplexList,
  factorsOf,
  forEachMember,
  phasePerAmplitude,
  type ReadModel,
  type ReadoutViews,
  type RunOf,
  type WantedStates,
  wantedStates,
} from "./readout.ts";

/** Re Σ w z sᵀ of each waiting time, [n × n] each; its integral is a divided difference. */
export type TailSums = Map<number, Float64Array>;

/** What the readout of a run is read with. */
export interface RunReadout {
  readonly model: ReadModel;
  readonly protocol: EncodedProtocol;
  readonly plan: RunOf;
  /** ∂L/∂Re S and ∂L/∂Im S, [measurements] or [receivers × measurements]. */
  readonly weights: ComplexList;
  /** The receivers, [n] each. */
  readonly receivers: readonly Float64Array[];
}

/** What follows from ∂L/∂S at the end of a run. */
export interface AdjointStart {
  /** The adjoint states at the nodes, [n × 2 states]. */
  readonly atNodes: Float64Array;
  /** Re w e^{−Λτ}s of each receiver, [n] each; zero for runs that are their own receivers. */
  readonly receivers: readonly Float64Array[];
  /** Σ q ∂L/∂φ over the wanted amplitudes, φ the phase of the moments' origin. */
  readonly ofPhase: number;
  /** ∂L/∂q through the interpolation and the origin, where the grid has slopes, [wanted]. */
  readonly amplitudes?: Float64Array;
}

/** w of one receiver and measurement, turned into the frame of the moments' origin: dL = Re(w dS). */
function turnedWeight(
  factors: ComplexList,
  weights: ComplexList,
  b: number,
  at: number,
): [number, number] {
  const wr = weights.real[at], wi = -weights.imag[at];
  return [
    wr * factors.real[b] - wi * factors.imag[b],
    wr * factors.imag[b] + wi * factors.real[b],
  ];
}

/** u = w z at the wanted amplitudes, into the views; returns ∂L/∂φ of each, and adds to the receivers' cotangents. */
function weightedPartner(
  { model, protocol, plan, weights, receivers }: RunReadout,
  s: WantedStates,
  u: WantedStates,
  ofReceivers: readonly Float64Array[],
): Float64Array {
  const n = model.modes, { symmetry, members, wanted: { length: wanted } } = plan.run;
  const measurements = weights.real.length / receivers.length;
  const factors = factorsOf(model, protocol, plan), ofPhase = new Float64Array(wanted);
  u.real.fill(0);
  u.imag.fill(0);
  forEachMember(protocol, members, ({ tail, output }, from, to) => {
    const decay = model.eigenvalues.map((rate) => Math.exp(-rate * tail));
    for (let b = from; b < to; b++) {
      receivers.forEach((receiver, r) => {
        const at = r * measurements + output + b - from;
        const [wr, wi] = turnedWeight(factors, weights, b, at);
        for (let j = 0; j < n; j++) {
          const e = j * wanted + b, x = s.real[e], y = s.imag[e];
          if (symmetry === "odd") {
            u.real[e] += wr * x;
            u.imag[e] -= wr * y;
            continue;
          }
          const zr = symmetry === "even" ? x : receiver[j], zi = symmetry === "even" ? y : 0;
          const ur = wr * zr - wi * zi, ui = wr * zi + wi * zr;
          u.real[e] += ur;
          u.imag[e] += ui;
          // d(e^{iφ}S) = ie^{iφ}S dφ.
          ofPhase[b] -= decay[j] * (ur * y + ui * x);
          if (symmetry === "none") ofReceivers[r][j] += decay[j] * (wr * x - wi * y);
        }
      });
    }
  });
  return ofPhase;
}

/** Adds Re Σ u sᵀ of each member to the sum of its waiting time; `square` is work, [n × n]. */
function addTails(
  workspace: Workspace,
  { model, protocol, plan }: RunReadout,
  s: WantedStates,
  u: WantedStates,
  square: Float64Array,
  tails: TailSums,
): void {
  const n = model.modes, wanted = plan.run.wanted.length, transposed = { transB: true };
  forEachMember(protocol, plan.run.members, ({ tail }, from, to) => {
    if (tail === 0) return;
    const sum = tails.get(tail) ?? new Float64Array(n * n);
    tails.set(tail, sum);
    square.set(sum);
    const add = (sign: number, a: Float64Array, b: Float64Array) => {
      const left = a.subarray(from), right = b.subarray(from);
      gemm(
        workspace,
        transposed,
        n,
        n,
        to - from,
        sign,
        left,
        wanted,
        right,
        wanted,
        square,
        n,
      );
    };
    add(1, u.real, s.real);
    add(-1, u.imag, s.imag);
    sum.set(square);
  });
}

/** Multiplies u by e^{−Λτ}, and by 2 where z is the state itself: the adjoint state at the end of the run. */
function decayPartner({ model, protocol, plan }: RunReadout, u: WantedStates): void {
  const { run } = plan, wanted = run.wanted.length, twice = run.symmetry === "none" ? 1 : 2;
  forEachMember(protocol, run.members, ({ tail }, from, to) => {
    for (let j = 0; j < model.modes; j++) {
      const factor = twice * Math.exp(-model.eigenvalues[j] * tail);
      for (let e = j * wanted + from; e < j * wanted + to; e++) {
        u.real[e] *= factor;
        u.imag[e] *= factor;
      }
    }
  });
}

/** ∂L/∂q of each wanted amplitude: Re uᵀ ds/dq, and through the phase of the origin. */
function amplitudeSlopes(
  readout: RunReadout,
  slope: WantedStates,
  u: WantedStates,
  ofPhase: Float64Array,
): Float64Array {
  const { model, plan } = readout, wanted = plan.run.wanted.length;
  const phase = phasePerAmplitude(plan, model.origin);
  const slopes = ofPhase.map((value) => phase * value);
  for (let e = 0; e < model.modes * wanted; e++) {
    slopes[e % wanted] += u.real[e] * slope.real[e] - u.imag[e] * slope.imag[e];
  }
  return slopes;
}

/** What ∂L/∂S tells besides the adjoint states. */
export interface ReadoutCotangent {
  /** Re w e^{−Λτ}s of each receiver, [n] each; zero for runs that are their own receivers. */
  readonly receivers: readonly Float64Array[];
  /** ∂L/∂φ of each wanted amplitude, φ the phase of the moments' origin, [wanted]. */
  readonly ofPhase: Float64Array;
}

/**
 * The adjoint states at the wanted amplitudes after the last interval of a run.
 *
 * @param workspace Where the views live.
 * @param readout The run and ∂L/∂S.
 * @param s The states after the last interval.
 * @param work `u` gets the adjoint states; `square` is work, [n × n].
 * @param tails The sums of the waiting times, which are added to.
 * @returns The cotangents of what the readout knows besides.
 */
export function wantedAdjoint(
  workspace: Workspace,
  readout: RunReadout,
  s: WantedStates,
  { u, square }: { readonly u: WantedStates; readonly square: Float64Array },
  tails: TailSums,
): ReadoutCotangent {
  const receivers = readout.receivers.map(() => new Float64Array(readout.model.modes));
  const ofPhase = weightedPartner(readout, s, u, receivers);
  addTails(workspace, readout, s, u, square, tails);
  decayPartner(readout, u);
  return { receivers, ofPhase };
}

/**
 * The adjoint states a run begins with.
 *
 * @param workspace Where the views live.
 * @param readout The run and ∂L/∂S.
 * @param end The states after its last interval.
 * @param views Work, and u beside it.
 * @param tails The sums of the waiting times, which are added to.
 * @returns The adjoint at the nodes and the cotangents of what the readout knows besides.
 */
export function adjointStart(
  workspace: Workspace,
  readout: RunReadout & { readonly plan: RunPlan },
  end: Float64Array,
  views: ReadoutViews & { readonly u: WantedStates; readonly square: Float64Array },
  tails: TailSums,
): AdjointStart {
  const { model, plan } = readout, n = model.modes, size = n * plan.run.wanted.length;
  const s = wantedStates(workspace, n, plan, end, views);
  const u = { real: views.u.real.subarray(0, size), imag: views.u.imag.subarray(0, size) };
  const work = { u, square: views.square };
  const { receivers, ofPhase } = wantedAdjoint(workspace, readout, s, work, tails);
  const { slopes } = plan.grid;
  const amplitudes = slopes &&
    amplitudeSlopes(readout, wantedStates(workspace, n, plan, end, views, slopes), u, ofPhase);
  return {
    atNodes: adjointAtNodes(workspace, n, plan, u, views),
    receivers,
    ofPhase: ofPhase.reduce((sum, value, b) => sum + value * plan.run.wanted[b], 0),
    ...(amplitudes && { amplitudes }),
  };
}
