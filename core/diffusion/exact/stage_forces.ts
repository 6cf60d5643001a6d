/**
 * What acts on the state at the stages of a step, and its product with the state: N = −(i Σ_k q_k W_k + F² V + stored) u.
 *
 * @module
 */
import type { ComplexState, Coupling } from "./coupling.ts";
import type { ExactModel } from "./model.ts";
import { radau, type StageResponse, STAGES } from "./radau.ts";
import { gradientVector } from "./time_steps.ts";
import { combine, profileIntegrals, type Timeline } from "./timeline.ts";

/** What acts on the state at the stages of a step. */
export interface StageForces {
  /** q in the frame, [K]. */
  readonly gradients: readonly (readonly [number, number, number])[];
  /** F² along the free axes, [K]. */
  readonly spreads: readonly number[];
  /** F along the free axes, [K][axes]. */
  readonly integrals: readonly (readonly number[])[];
}

/** What propagates the timelines of one model. */
export interface Propagator {
  readonly model: ExactModel;
  readonly coupling: Coupling;
  /** Axes along which the gradient acts, and along which diffusion is free. */
  readonly axes: readonly number[];
  readonly freeAxes: readonly number[];
  /** Responses of the modes to a step of the given length. */
  readonly response: (step: number) => StageResponse;
}

/**
 * What acts at the stages of a step.
 *
 * @param propagator The model's propagator.
 * @param timeline The timeline.
 * @param p The piece.
 * @param before F along the free axes at its start.
 * @param from Where the step begins in the piece.
 * @param to Where it ends.
 */
export function stageForces(
  propagator: Propagator,
  timeline: Timeline,
  p: number,
  before: Float64Array,
  from: number,
  to: number,
): StageForces {
  const piece = timeline[p];
  const at = Array.from(radau.points, (c) => from + c * (to - from));
  const integrals = at.map((u) => {
    const functions = profileIntegrals(piece.profile, u);
    return propagator.freeAxes.map((axis, k) =>
      before[k] + piece.duration * combine(piece.vectors, functions, axis)
    );
  });
  const gradients = at.map((u) => gradientVector(piece, u)).map(
    (q): [number, number, number] => {
      const kept: [number, number, number] = [0, 0, 0];
      for (const axis of propagator.axes) kept[axis] = q[axis];
      return kept;
    },
  );
  return {
    gradients,
    integrals,
    spreads: integrals.map((f) => f.reduce((sum, x) => sum + x * x, 0)),
  };
}

/** out += scale·(matrix of the order) v for every angular function: the block-diagonal terms. */
function applyBlocks(
  model: ExactModel,
  key: "spread" | "stored",
  v: Float64Array,
  at: number,
  out: Float64Array,
  scale: number,
): void {
  model.angular.functions.forEach(({ order }, f) => {
    const { count, [key]: matrix } = model.radial[order];
    const start = at + model.offsets[f];
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let j = 0; j < count; j++) sum += matrix[i * count + j] * v[start + j];
      out[start + i] += scale * sum;
    }
  });
}

/** N = −(i Σ q_k W_k + F² V + stored) u at every stage, into `out`. */
export function coupleStages(
  propagator: Propagator,
  forces: StageForces,
  stored: boolean,
  u: ComplexState,
  out: ComplexState,
): void {
  const { model, coupling } = propagator;
  const n = model.offsets.at(-1)!;
  out.real.fill(0);
  out.imag.fill(0);
  for (let a = 0; a < STAGES; a++) {
    const [x, y, z] = forces.gradients[a];
    if (x !== 0 || y !== 0 || z !== 0) {
      coupling.apply([x, y, z], u.imag, a * n, out.real);
      coupling.apply([-x, -y, -z], u.real, a * n, out.imag);
    }
    if (model.spreads && forces.spreads[a] !== 0) {
      applyBlocks(model, "spread", u.real, a * n, out.real, -forces.spreads[a]);
      applyBlocks(model, "spread", u.imag, a * n, out.imag, -forces.spreads[a]);
    }
    if (model.stores && stored) {
      applyBlocks(model, "stored", u.real, a * n, out.real, -1);
      applyBlocks(model, "stored", u.imag, a * n, out.imag, -1);
    }
  }
}
