/**
 * The exact adjoint of the reduced signal: from ∂L/∂S to the cotangents of Λ, B, W_k, a, the receivers and the encodings.
 *
 * With y the adjoint state (y' = +A y backwards), dS = −∫ y(t)ᵀ dA(t) s(t) dt. Where the second half of a sequence mirrors the
 * first, so does its integral: the first counts twice. Without gradient the integral is a divided difference of e^{−λτ}. Nothing
 * is divided by a difference of eigenvalues that may vanish.
 *
 * @module
 */
import type { EncodedProtocol } from "../encoding/mod.ts";
import { adjointStart, type TailSums } from "./adjoint_start.ts";
import { cotangentOf, type CotangentSums, symmetriseSums, zeroSums } from "./cotangent_sums.ts";
import { type IntervalIntegral, throughPause, throughPulse } from "./integrals.ts";
import type { ReducedCotangent, ReducedModel } from "./model.ts";
import { decayIntegrals, decays } from "./pause.ts";
import type { RunPlan } from "./plan.ts";
import { propagator } from "./propagator.ts";
import {
  addIntervalSlopes,
  type IntervalSlope,
  intervalSlope,
  singleAmplitudeSlope,
  withOrigin,
  zeroProtocolCotangent,
} from "./protocol_cotangent.ts";
import { type ComplexList, readoutSizes } from "./readout.ts";
import type { ReducedSignal, RunStates } from "./signal.ts";

/** Adds an interval's integral to the sums. */
function addIntegral(
  sums: CotangentSums,
  plan: RunPlan["plans"][number],
  { real, imag }: IntervalIntegral,
): void {
  const { vector } = plan.interval;
  for (let e = 0; e < real.length; e++) sums.stiffness[e] -= real[e];
  if (plan.kind === "stored") {
    for (let e = 0; e < real.length; e++) sums.storage[e] -= real[e];
    return;
  }
  sums.moments.forEach((c, k) => {
    if (vector[k] === 0) return;
    for (let e = 0; e < imag.length; e++) c[e] += vector[k] * imag[e];
  });
}

/** Lengths of the views the pairing of states needs. */
function pairingSizes(n: number, plans: readonly RunPlan[]): number[] {
  let inside = 1, points = 1, states = 2;
  for (const run of plans) {
    states = Math.max(states, run.states);
    for (const plan of run.plans) {
      const times = plan.kind === "pulse" ? plan.quadraturePoints : 1;
      points = Math.max(points, times);
      inside = Math.max(inside, times * n * 2 * run.states);
    }
  }
  return [inside, 2 * inside, inside, inside, points, states, 2 * n * n];
}

/** The views of a backward pass, in the workspace of its propagator. */
function backwardViews(model: ReducedModel, plans: readonly RunPlan[]) {
  const n = model.modes, readout = readoutSizes(n, plans), pairing = pairingSizes(n, plans);
  const partner = [readout[2], readout[3], n * n];
  const pulse = propagator(model, plans, true, [...readout, ...pairing, ...partner]);
  const take = (size: number) => pulse.workspace.float64(size);
  const [end, weights, real, imag] = readout.map(take);
  const [y, both, forward, adjoint, quadrature, q, integral] = pairing.map(take);
  const [uReal, uImag, square] = partner.map(take);
  return {
    pulse,
    readout: { end, weights, real, imag, u: { real: uReal, imag: uImag }, square },
    pairing: { y, both, forward, adjoint, quadrature, q, integral },
  };
}

/** Adds Re y(0) of a run; half of what a symmetric one shows belongs to each end of the sequence. */
function addInitial(
  sums: CotangentSums,
  { grid, states, run }: RunPlan,
  adjoint: Float64Array,
): void {
  const row = 2 * states, own = run.symmetry === "none" ? 1 : 1 / 2;
  for (let j = 0; j < sums.start.length; j++) {
    for (let i = 0; i < grid.nodes.length; i++) {
      sums.start[j] += adjoint[j * row + i];
      sums.initial[j] += own * adjoint[j * row + i];
    }
  }
}

/**
 * The cotangents of the reduced matrices for a loss of the signal.
 *
 * @param model The reduced system.
 * @param protocol The measurements.
 * @param signal What `reducedSignal` returned, with its states.
 * @param weights ∂L/∂Re S and ∂L/∂Im S, ordered as the signal.
 * @returns The cotangents, symmetric; with that of the encodings if everything was kept.
 */
export function reducedCotangent(
  model: ReducedModel,
  protocol: EncodedProtocol,
  { states, receivers, kept }: ReducedSignal,
  weights: ComplexList,
): ReducedCotangent {
  const n = model.modes, separate = kept === "everything";
  const { pulse, readout, pairing } = backwardViews(model, states.map(({ plan }) => plan));
  const pauses = decays(model), sums = zeroSums(n, receivers?.length ?? 1);
  const integrals = {
    free: decayIntegrals(pauses.free.rates),
    stored: decayIntegrals(pauses.stored.rates),
  };
  const ofProtocol = separate ? zeroProtocolCotangent(protocol) : undefined;

  /** Runs back through a run; returns the slopes of its intervals, where wanted. */
  const addRun = (run: RunStates, tails: TailSums): void => {
    const { plan } = run, listened = receivers ?? [model.start];
    const read = { model, protocol, plan, weights, receivers: listened };
    const start = adjointStart(pulse.workspace, read, run.end, readout, tails);
    start.receivers.forEach((own, r) => own.forEach((value, j) => sums.receivers[r][j] += value));
    let adjoint = start.atNodes;
    const slopes: IntervalSlope[] = [];
    for (let k = plan.plans.length - 1; k >= 0; k--) {
      const part = plan.plans[k], at = run.intervals[k];
      const back = part.kind === "pulse"
        ? throughPulse(pulse, n, plan, part, at, adjoint, pairing)
        : throughPause(pulse, n, plan, part, at, adjoint, {
          decay: pauses[part.kind],
          integrals: integrals[part.kind],
          withMean: separate,
        }, pairing);
      adjoint = back.adjoint;
      addIntegral(sums, part, back.integral);
      if (!separate) continue;
      const slope = intervalSlope(model, part.interval, back.integral);
      slopes[k] = withOrigin(slope, part.interval, model.origin, start.ofPhase);
    }
    addInitial(sums, plan, adjoint);
    if (!ofProtocol) return;
    const { encoding } = plan.run.members[0], ofAmplitudes = ofProtocol.amplitudes[encoding];
    addIntervalSlopes(ofProtocol, encoding, plan, slopes);
    if (start.amplitudes) ofAmplitudes.set(start.amplitudes);
    else if (ofAmplitudes.length === 1) ofAmplitudes[0] = singleAmplitudeSlope(plan, slopes);
  };

  const addRuns = (runs: readonly RunStates[]): void => {
    const tails: TailSums = new Map();
    runs.forEach((run) => addRun(run, tails));
    for (const [duration, tail] of tails) {
      const factors = integrals.free(duration);
      for (let e = 0; e < n * n; e++) sums.stiffness[e] -= tail[e] * factors[e];
    }
  };
  // The second halves of symmetric runs are the first's transposed; whole runs must not be made symmetric before B's cotangent.
  addRuns(states.filter(({ plan }) => plan.run.symmetry !== "none"));
  symmetriseSums(sums, n);
  addRuns(states.filter(({ plan }) => plan.run.symmetry === "none"));

  return cotangentOf(model, sums, {
    receivers: receivers !== undefined,
    ...(ofProtocol && { protocol: ofProtocol }),
  });
}
