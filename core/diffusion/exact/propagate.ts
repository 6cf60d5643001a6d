/**
 * The signal of one timeline in an {@linkcode ExactModel}, S = aᵀs(TE), by Radau collocation in time.
 *
 * With the gradient off the eigenfunctions just decay. Elsewhere the decay is implicit in each step and the coupling is
 * iterated on; it is bounded by the phase of the step, so that the iteration converges like a power series of the
 * exponential.
 *
 * @module
 */
import { type ComplexState, couplingOf, zeroState } from "./coupling.ts";
import type { ExactModel } from "./model.ts";
import { type StageResponse, stageResponse, STAGES } from "./radau.ts";
import { coupleStages, type Propagator, type StageForces, stageForces } from "./stage_forces.ts";
import { gradientVector, isDriven, type StepScales, stepsOf } from "./time_steps.ts";
import { startIntegrals, type Timeline, type TimelinePiece } from "./timeline.ts";

/** Change of the stages, in the largest entry of a state of norm at most 1, at which the iteration ends. */
const ITERATION_TOLERANCE = 1e-14;
/** Most iterations of a step. */
const MOST_ITERATIONS = 80;

/** One step of a driven piece. */
export interface RecordedStep {
  /** Where it begins and ends in the piece. */
  readonly from: number;
  readonly to: number;
  readonly response: StageResponse;
  readonly forces: StageForces;
  /** The states at the stages, [K × n]; kept only for a gradient. */
  readonly stages?: ComplexState;
}

/** One piece as it was propagated. */
export interface RecordedPiece {
  /** State at its start. */
  readonly before: ComplexState;
  /** Its steps; none if nothing drives it and the modes only decay. */
  readonly steps: readonly RecordedStep[];
}

/** A propagated timeline. */
export interface Propagation {
  /** The final state. */
  readonly state: ComplexState;
  /** aᵀs / ∫ρ. */
  readonly real: number;
  readonly imag: number;
  /** The pieces; empty unless recorded. */
  readonly pieces: readonly RecordedPiece[];
}

/** Makes a propagator, which keeps the responses of the steps it has taken. */
export function propagatorOf(model: ExactModel): Propagator {
  const known = new Map<string, StageResponse>();
  const { dimension } = model.angular;
  return {
    model,
    coupling: couplingOf(model),
    axes: [[2], [0, 1], [0, 1, 2]][dimension - 1],
    freeAxes: [[0, 1], [2], []][dimension - 1],
    response: (step) => {
      const key = step.toPrecision(14);
      const found = known.get(key) ?? stageResponse(model.eigenvalues, step);
      known.set(key, found);
      return found;
    },
  };
}

/** For each state the row of its mode in a {@linkcode StageResponse}. */
export function modeRows({ angular, radial }: ExactModel): Int32Array {
  return Int32Array.from(
    angular.functions.flatMap(({ order }) =>
      Array.from({ length: radial[order].count }, (_, k) => radial[order].at + k)
    ),
  );
}

/**
 * Iterates x = start + G n(x), or with Gᵀ, to convergence.
 *
 * @param couple Fills the second argument with n of the first.
 * @param initial The constant part, [K × n].
 * @param rows Mode of each state.
 */
export function iterateStages(
  couple: (u: ComplexState, out: ComplexState) => void,
  initial: ComplexState,
  { coupling: g }: StageResponse,
  rows: Int32Array,
  transposed: boolean,
): ComplexState {
  const n = rows.length;
  const u = { real: initial.real.slice(), imag: initial.imag.slice() };
  const force = zeroState(STAGES * n);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    couple(u, force);
    let change = 0, size = 0;
    for (let s = 0; s < n; s++) {
      const at = rows[s] * STAGES * STAGES;
      for (let a = 0; a < STAGES; a++) {
        let real = initial.real[a * n + s], imag = initial.imag[a * n + s];
        for (let b = 0; b < STAGES; b++) {
          const entry = g[at + (transposed ? b * STAGES + a : a * STAGES + b)];
          real += entry * force.real[b * n + s];
          imag += entry * force.imag[b * n + s];
        }
        const k = a * n + s;
        change = Math.max(change, Math.abs(real - u.real[k]), Math.abs(imag - u.imag[k]));
        size = Math.max(size, Math.abs(real), Math.abs(imag));
        u.real[k] = real;
        u.imag[k] = imag;
      }
    }
    if (change <= ITERATION_TOLERANCE * size) return u;
  }
  throw new RangeError(
    "The exact signal's time steps did not converge: the gradient is too strong",
  );
}

/** The change of q at the start of a piece. */
function jumpBefore(timeline: Timeline, p: number): number {
  const before = p === 0 ? [0, 0, 0] : gradientVector(timeline[p - 1], 1);
  return Math.hypot(...gradientVector(timeline[p], 0).map((x, k) => x - before[k]));
}

/** The greatest D over the square of the least width of a layer. */
function spreadingOf({ parameters: { edges, diffusivities } }: ExactModel): number {
  return diffusivities.reduce(
    (most, D, c) => Math.max(most, D / (edges[c + 1] - edges[c]) ** 2),
    0,
  );
}

/** By how much the decay of layers differs during a piece: F²(D_c − D_0), and relaxation while stored. */
function layerChange(
  { parameters, spreads, stores }: ExactModel,
  piece: TimelinePiece,
  integrals: readonly Float64Array[],
  p: number,
): number {
  const furthest = Math.hypot(...integrals[p]) + piece.duration * Math.hypot(...piece.vectors);
  const spread = parameters.diffusivities.reduce(
    (most, D) => Math.max(most, Math.abs(D - parameters.diffusivities[0])),
    0,
  );
  const stored = parameters.rates.reduce(
    (most, rate, c) => Math.max(most, rate + parameters.storedRates[c]),
    0,
  );
  return (spreads ? spread * furthest ** 2 : 0) + (stores && piece.stored ? 2 * stored : 0);
}

/**
 * Propagates one timeline.
 *
 * @param propagator The model's propagator.
 * @param timeline The measurement in the model's frame.
 * @param recorded Whether to keep the stages for the gradient.
 */
export function propagate(
  propagator: Propagator,
  timeline: Timeline,
  recorded: boolean,
): Propagation {
  const { model } = propagator;
  const rows = modeRows(model), n = rows.length;
  let state = zeroState(n);
  state.real.set(model.start);
  const fastest = model.eigenvalues.reduce((most, x) => Math.max(most, x), 0);
  const integrals = startIntegrals(timeline, propagator.freeAxes);
  const pieces: RecordedPiece[] = [];
  timeline.forEach((piece, p) => {
    const before = state, steps: RecordedStep[] = [];
    const spreading = model.spreads &&
      (isDriven(piece, propagator.freeAxes) || integrals[p].some((x) => x !== 0));
    const driven = piece.profile.kind !== "constant" || isDriven(piece, propagator.axes);
    if (driven || spreading || (model.stores && piece.stored)) {
      const scales: StepScales = {
        reach: model.reach,
        fastest,
        change: layerChange(model, piece, integrals, p),
        jump: jumpBefore(timeline, p),
        spreading: spreadingOf(model),
      };
      const fractions = piece.duration > 0 ? stepsOf(piece, scales) : [0];
      for (let k = 1; k < fractions.length; k++) {
        const [from, to] = [fractions[k - 1], fractions[k]];
        const response = propagator.response(piece.duration * (to - from));
        const forces = stageForces(propagator, timeline, p, integrals[p], from, to);
        const initial = zeroState(STAGES * n);
        for (let a = 0; a < STAGES; a++) {
          for (let s = 0; s < n; s++) {
            const r = response.start[rows[s] * STAGES + a];
            initial.real[a * n + s] = r * state.real[s];
            initial.imag[a * n + s] = r * state.imag[s];
          }
        }
        const stages = iterateStages(
          (u, out) => coupleStages(propagator, forces, piece.stored, u, out),
          initial,
          response,
          rows,
          false,
        );
        const last = (STAGES - 1) * n;
        state = { real: stages.real.slice(last), imag: stages.imag.slice(last) };
        if (recorded) steps.push({ from, to, response, forces, stages });
      }
    } else {
      const decay = (x: number, s: number): number =>
        x * Math.exp(-model.eigenvalues[rows[s]] * piece.duration);
      state = { real: state.real.map(decay), imag: state.imag.map(decay) };
    }
    if (recorded) pieces.push({ before, steps });
  });
  let real = 0, imag = 0;
  model.start.forEach((a, s) => {
    real += a * state.real[s];
    imag += a * state.imag[s];
  });
  return { state, real: real / model.content, imag: imag / model.content, pieces };
}
