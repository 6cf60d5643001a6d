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
import { denseProduct } from "../../linalg/dense/mod.ts";
import { adjointStart, type TailSums } from "./adjoint_start.ts";
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

/** Sums over the runs. */
interface Sums {
  readonly stiffness: Float64Array;
  readonly moments: readonly [Float64Array, Float64Array, Float64Array];
  readonly storage: Float64Array;
  /** c₀. */
  readonly start: Float64Array;
  /** Re y(0) of whole sequences, which multiplies d(B⁻¹a). */
  readonly initial: Float64Array;
  readonly receivers: readonly Float64Array[];
}

/** Makes a square matrix symmetric in place: (X + Xᵀ)/2. */
function symmetrise(x: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      x[i * n + j] = x[j * n + i] = (x[i * n + j] + x[j * n + i]) / 2;
    }
  }
  return x;
}

/** C_B = −(C_AΛ + C_EE + Σ C_kW_k + Re y(0) aᵀ), its symmetric part: s' = −B⁻¹As, s(0) = B⁻¹a. */
function massCotangent(model: ReducedModel, sums: Sums): Float64Array {
  const n = model.modes, mass = new Float64Array(n * n);
  const pairs = model.moments.map((w, k) => [sums.moments[k], w] as const);
  if (model.storage) pairs.push([sums.storage, model.storage]);
  for (const [c, w] of pairs) {
    denseProduct(c, w, n, n, n).forEach((value, e) => mass[e] -= value);
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      mass[i * n + j] -= sums.stiffness[i * n + j] * model.eigenvalues[j] +
        sums.initial[i] * model.start[j];
    }
  }
  return symmetrise(mass, n);
}

/** Adds an interval's integral to the sums. */
function addIntegral(
  sums: Sums,
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

function zeroSums(n: number, receivers: number): Sums {
  const matrix = () => new Float64Array(n * n), vector = () => new Float64Array(n);
  return {
    stiffness: matrix(),
    moments: [matrix(), matrix(), matrix()],
    storage: matrix(),
    start: vector(),
    initial: vector(),
    receivers: Array.from({ length: receivers }, vector),
  };
}

/** Adds Re y(0) of a run; half of what a symmetric one shows belongs to each end of the sequence. */
function addInitial(sums: Sums, { grid, states, run }: RunPlan, adjoint: Float64Array): void {
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
  const squares = [sums.stiffness, sums.storage, ...sums.moments];
  // The second halves of symmetric runs are the first's transposed; whole runs must not be made symmetric before B's cotangent.
  addRuns(states.filter(({ plan }) => plan.run.symmetry !== "none"));
  squares.forEach((c) => symmetrise(c, n));
  addRuns(states.filter(({ plan }) => plan.run.symmetry === "none"));

  const mass = massCotangent(model, sums);
  squares.forEach((c) => symmetrise(c, n));
  if (!receivers) sums.receivers[0].forEach((value, j) => sums.start[j] += value);
  return {
    stiffness: sums.stiffness,
    mass,
    moments: sums.moments,
    start: sums.start,
    ...(receivers && { receivers: sums.receivers }),
    ...(model.storage && { storage: sums.storage }),
    ...(ofProtocol && { protocol: ofProtocol }),
  };
}
