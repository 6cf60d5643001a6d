/**
 * The adjoint of {@linkcode propagate}: the exact derivative of the discretised signal with respect to everything it depends on.
 *
 * The stages V of a transposed step solve V = Gᵀ(e_K ȳ + N(V)); then dS = Σ_b V_bᵀ dF_b U_b and ȳ₀ = rᵀ(e_K ȳ + N(V)), with G
 * and r of {@linkcode stageResponse} and N the coupling, which is symmetric.
 *
 * @module
 */
import { profileFunctions, profileValues } from "../encoding/mod.ts";
import { type ComplexState, zeroState } from "./coupling.ts";
import type { LayerParameters } from "./layer_parameters.ts";
import { iterateStages, modeRows, type Propagation, type RecordedStep } from "./propagate.ts";
import { radau, STAGES } from "./radau.ts";
import { coupleStages, type Propagator } from "./stage_forces.ts";
import { type ModelCotangents, pullModel, zeroCotangents } from "./state_cotangents.ts";
import {
  pullIntegral,
  pullStarts,
  type Timeline,
  type TimelineCotangent,
  zeroStarts,
  zeroTimeline,
} from "./timeline.ts";

/** ∂L of one timeline's signal. */
export interface SignalCotangent {
  /** ∂L of the layers. */
  readonly parameters: LayerParameters;
  /** ∂L of the timeline. */
  readonly timeline: TimelineCotangent;
}

/** Adds scale·Re(v uᵀ) of every angular function to the block of its order. */
function addOuter(
  propagator: Propagator,
  v: ComplexState,
  u: ComplexState,
  at: number,
  scale: number,
  blocks: readonly Float64Array[],
): void {
  const { angular, radial, offsets } = propagator.model;
  angular.functions.forEach(({ order }, f) => {
    const n = radial[order].count, start = at + offsets[f], block = blocks[order];
    for (let i = 0; i < n; i++) {
      const real = scale * v.real[start + i], imag = scale * v.imag[start + i];
      for (let j = 0; j < n; j++) {
        block[i * n + j] += real * u.real[start + j] - imag * u.imag[start + j];
      }
    }
  });
}

/** Re Σ v_s u_s over the states from `at`. */
function realForm(v: ComplexState, u: ComplexState, at: number, n: number): number {
  let sum = 0;
  for (let s = at; s < at + n; s++) sum += v.real[s] * u.real[s] - v.imag[s] * u.imag[s];
  return sum;
}

/** Re vᵀ(matrix) u for a block-diagonal matrix. */
function blockForm(
  propagator: Propagator,
  key: "spread" | "stored",
  v: ComplexState,
  u: ComplexState,
  at: number,
): number {
  const { angular, radial, offsets } = propagator.model;
  let sum = 0;
  angular.functions.forEach(({ order }, f) => {
    const { count, [key]: matrix } = radial[order];
    const start = at + offsets[f];
    for (let i = 0; i < count; i++) {
      let real = 0, imag = 0;
      for (let j = 0; j < count; j++) {
        real += matrix[i * count + j] * u.real[start + j];
        imag += matrix[i * count + j] * u.imag[start + j];
      }
      sum += v.real[start + i] * real - v.imag[start + i] * imag;
    }
  });
  return sum;
}

/** What a pass through the pieces adds to. */
interface Sums {
  readonly timeline: Timeline;
  readonly rows: Int32Array;
  readonly model: ModelCotangents;
  readonly onTimeline: TimelineCotangent;
  /** ∂L/∂F at the start of each piece. */
  readonly starts: readonly Float64Array[];
}

/** One step backwards: adds its cotangents, returns the adjoint state at its start. */
function pullStep(
  propagator: Propagator,
  sums: Sums,
  p: number,
  step: RecordedStep,
  after: ComplexState,
): ComplexState {
  const { model, coupling } = propagator;
  const { rows, onTimeline } = sums;
  const n = rows.length, piece = sums.timeline[p];
  const u = step.stages!, { gradients, integrals, spreads } = step.forces;
  const initial = zeroState(STAGES * n);
  const last = STAGES - 1;
  for (let s = 0; s < n; s++) {
    for (let a = 0; a < STAGES; a++) {
      const g = step.response.coupling[(rows[s] * STAGES + last) * STAGES + a];
      initial.real[a * n + s] = g * after.real[s];
      initial.imag[a * n + s] = g * after.imag[s];
    }
  }
  const couple = (x: ComplexState, out: ComplexState): void =>
    coupleStages(propagator, step.forces, piece.stored, x, out);
  const v = iterateStages(couple, initial, step.response, rows, true);
  const slope = zeroState(STAGES * n);
  couple(u, slope);
  for (let a = 0; a < STAGES; a++) {
    for (let s = 0; s < n; s++) {
      const rate = model.eigenvalues[rows[s]], k = a * n + s;
      slope.real[k] -= rate * u.real[k];
      slope.imag[k] -= rate * u.imag[k];
    }
  }
  for (let b = 0; b < STAGES; b++) {
    const at = b * n, fraction = step.from + radau.points[b] * (step.to - step.from);
    addOuter(propagator, v, u, at, -1, sums.model.stiffness);
    addOuter(propagator, v, slope, at, -1, sums.model.mass);
    onTimeline.durations[p] += realForm(v, slope, at, n) / piece.duration;
    coupling.pull(gradients[b], v.real, u.imag, at, 1, sums.model.moments);
    coupling.pull(gradients[b], v.imag, u.real, at, 1, sums.model.moments);
    const one = coupling.forms(v.real, u.imag, at), other = coupling.forms(v.imag, u.real, at);
    const functions = profileValues(piece.profile, fraction);
    for (const axis of propagator.axes) {
      for (let j = 0; j < profileFunctions(piece.profile); j++) {
        onTimeline.vectors[p][3 * j + axis] += functions[j] * (one[axis] + other[axis]);
      }
    }
    if (model.spreads) {
      addOuter(propagator, v, u, at, -spreads[b], sums.model.spread);
      const onSquare = -blockForm(propagator, "spread", v, u, at);
      const onF = integrals[b].map((f) => 2 * f * onSquare);
      pullIntegral(
        onTimeline,
        sums.starts,
        sums.timeline,
        propagator.freeAxes,
        p,
        fraction,
        onF,
      );
    }
    if (model.stores && piece.stored) addOuter(propagator, v, u, at, -1, sums.model.stored);
  }
  const force = zeroState(STAGES * n);
  couple(v, force);
  const before = zeroState(n);
  for (let s = 0; s < n; s++) {
    for (let a = 0; a < STAGES; a++) {
      const r = step.response.start[rows[s] * STAGES + a], k = a * n + s;
      before.real[s] += r * (force.real[k] + (a === last ? after.real[s] : 0));
      before.imag[s] += r * (force.imag[k] + (a === last ? after.imag[s] : 0));
    }
  }
  return before;
}

/** ∫₀ᵀ e^{−λ(T−t)} e^{−μt} dt. */
function decayIntegral(one: number, other: number, duration: number): number {
  const gap = Math.abs(one - other);
  return Math.exp(-Math.min(one, other) * duration) *
    (gap * duration > 1e-300 ? -Math.expm1(-gap * duration) / gap : duration);
}

/** Adds ∂L/∂(the constant gradient) of a piece in which there is none: Im ∫ yᵀW_k s dt in closed form. */
function pullAbsentGradient(
  propagator: Propagator,
  { timeline, onTimeline }: Sums,
  p: number,
  y: ComplexState,
  s: ComplexState,
): void {
  const { eigenvalues, angular, radial, offsets } = propagator.model;
  const { duration, stored } = timeline[p];
  if (stored) return;
  for (const { low, high, elements } of angular.couplings) {
    const one = radial[angular.functions[low].order], other = radial[angular.functions[high].order];
    let sum = 0;
    for (let i = 0; i < one.count; i++) {
      const a = offsets[low] + i;
      for (let j = 0; j < other.count; j++) {
        const b = offsets[high] + j;
        let product = y.real[a] * s.imag[b] + y.imag[a] * s.real[b];
        if (low !== high) product += y.real[b] * s.imag[a] + y.imag[b] * s.real[a];
        if (product === 0) continue;
        sum += product * one.moment[i * other.count + j] *
          decayIntegral(eigenvalues[one.at + i], eigenvalues[other.at + j], duration);
      }
    }
    for (let axis = 0; axis < 3; axis++) onTimeline.vectors[p][axis] += elements[axis] * sum;
  }
}

/** A piece in which the modes decay, backwards: all integrals are closed. */
function pullDecay(
  propagator: Propagator,
  sums: Sums,
  p: number,
  state: ComplexState,
  after: ComplexState,
): ComplexState {
  const { eigenvalues, angular, radial, offsets } = propagator.model;
  const { duration } = sums.timeline[p];
  angular.functions.forEach(({ order }, f) => {
    const { count, at } = radial[order], start = offsets[f];
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        const one = eigenvalues[at + i], other = eigenvalues[at + j];
        const integral = decayIntegral(one, other, duration);
        const product = after.real[start + i] * state.real[start + j] -
          after.imag[start + i] * state.imag[start + j];
        sums.model.stiffness[order][i * count + j] -= product * integral;
        sums.model.mass[order][i * count + j] += other * product * integral;
      }
    }
  });
  pullAbsentGradient(propagator, sums, p, after, state);
  const before = zeroState(sums.rows.length);
  for (let s = 0; s < sums.rows.length; s++) {
    const rate = eigenvalues[sums.rows[s]], decay = Math.exp(-rate * duration);
    before.real[s] = decay * after.real[s];
    before.imag[s] = decay * after.imag[s];
    sums.onTimeline.durations[p] -= rate *
      (before.real[s] * state.real[s] - before.imag[s] * state.imag[s]);
  }
  return before;
}

/**
 * ∂L for dL = Re(w dS), S the normalised signal of a recorded propagation.
 *
 * @param propagator The model's propagator.
 * @param timeline What was propagated.
 * @param propagation Its record.
 * @param weight Re w and Im w.
 */
export function pullPropagation(
  propagator: Propagator,
  timeline: Timeline,
  propagation: Propagation,
  [real, imag]: readonly [number, number],
): SignalCotangent {
  const { model } = propagator;
  const rows = modeRows(model), n = rows.length;
  const sums: Sums = {
    timeline,
    rows,
    model: zeroCotangents(model),
    onTimeline: zeroTimeline(timeline),
    starts: zeroStarts(timeline, propagator.freeAxes),
  };
  let adjoint = zeroState(n);
  model.start.forEach((a, s) => {
    adjoint.real[s] = real * a / model.content;
    adjoint.imag[s] = imag * a / model.content;
    const { state } = propagation;
    sums.model.start[s] = (real * state.real[s] - imag * state.imag[s]) / model.content;
  });
  for (let p = timeline.length - 1; p >= 0; p--) {
    const { before, steps } = propagation.pieces[p];
    if (steps.length === 0) adjoint = pullDecay(propagator, sums, p, before, adjoint);
    for (let k = steps.length - 1; k >= 0; k--) {
      adjoint = pullStep(propagator, sums, p, steps[k], adjoint);
    }
  }
  pullStarts(sums.onTimeline, sums.starts, timeline, propagator.freeAxes);
  const count = model.start.length;
  for (let i = 0; i < count; i++) {
    sums.model.start[i] += adjoint.real[i];
    for (let j = 0; j < count; j++) {
      sums.model.mass[0][i * count + j] -= adjoint.real[i] * model.start[j];
    }
  }
  const content = -(real * propagation.real - imag * propagation.imag) / model.content;
  return { parameters: pullModel(model, sums.model, content), timeline: sums.onTimeline };
}
