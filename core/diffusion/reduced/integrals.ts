/**
 * The integrals ∫ y sᵀ dt over the intervals of a run, from its states and the adjoint that runs back through them.
 *
 * @module
 */
import { gemm, pulsePairing } from "../../../wasm/mod.ts";
import { denseProduct } from "../../linalg/dense/mod.ts";
import { type Decay, decayed, turned } from "./pause.ts";
import type { PausePlan, PulsePlan, RunPlan } from "./plan.ts";
import type { Propagator } from "./propagator.ts";
import type { IntervalStates } from "./signal.ts";

/** Views the integrals are computed in. */
export interface PairingViews {
  readonly y: Float64Array;
  /** S above T. */
  readonly both: Float64Array;
  readonly forward: Float64Array;
  readonly quadrature: Float64Array;
  readonly q: Float64Array;
  /** Y [S; T]ᵀ, [n × 2n]. */
  readonly integral: Float64Array;
}

/** Re ∫ y sᵀ dt summed over the states of a run, and Im ∫ y sᵀ dt summed with their amplitudes; [n × n] each. */
export interface IntervalIntegral {
  readonly real: Float64Array;
  readonly imag: Float64Array;
  /** The same per time where the interval has no length. */
  readonly mean?: { readonly real: Float64Array; readonly imag: Float64Array };
}

/** The adjoint before an interval, and the interval's integral. */
export interface Backward {
  readonly adjoint: Float64Array;
  readonly integral: IntervalIntegral;
}

/** Adds w_g Y_g [S; T]_gᵀ of states at some times to the integral view. */
function addPairing(
  pulse: Propagator,
  n: number,
  run: RunPlan,
  weights: Float64Array,
  adjoint: Float64Array,
  forward: Float64Array,
  views: PairingViews,
): void {
  const points = weights.length, depth = points * 2 * run.states;
  views.q.fill(0).set(run.grid.nodes);
  const quadrature = views.quadrature.subarray(0, points);
  quadrature.set(weights);
  const s = views.both.subarray(0, n * depth), t = views.both.subarray(n * depth, 2 * n * depth);
  const q = views.q.subarray(0, run.states);
  pulsePairing(
    pulse.workspace,
    { n, states: run.states, weights: quadrature, q, adjoint, forward },
    { y: views.y, s, t },
  );
  // Both integrals side by side: Y is packed once.
  const { workspace } = pulse, { y, both, integral } = views, transposed = { transB: true };
  gemm(workspace, transposed, n, 2 * n, depth, 1, y, depth, both, depth, integral, 2 * n);
}

/** The two halves of the integral view. */
function halves(integral: Float64Array, n: number): { real: Float64Array; imag: Float64Array } {
  const real = new Float64Array(n * n), imag = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    real.set(integral.subarray(2 * i * n, 2 * i * n + n), i * n);
    imag.set(integral.subarray(2 * i * n + n, 2 * (i + 1) * n), i * n);
  }
  return { real, imag };
}

/** Runs the adjoint back through an interval under a gradient. */
export function throughPulse(
  pulse: Propagator,
  n: number,
  run: RunPlan,
  plan: PulsePlan,
  states: IntervalStates,
  from: Float64Array,
  views: PairingViews,
): Backward {
  const series = pulse.enter(run, plan);
  views.integral.fill(0);
  let adjoint = from;
  for (let step = plan.steps - 1; step >= 0; step--) {
    const forward = states.inside[step] ?? pulse.step(states.starts[step]).inside;
    const kept = views.forward.subarray(0, forward.length);
    kept.set(forward);
    const y = pulse.step(adjoint);
    addPairing(pulse, n, run, series.weights, y.inside, kept, views);
    adjoint = y.end.slice();
  }
  return { adjoint, integral: halves(views.integral, n) };
}

/** How states decay in a pause. */
export interface PauseOperator {
  readonly decay: Decay;
  /** The divided differences of a duration. */
  readonly integrals: (duration: number) => Float64Array;
  /** Whether an interval without length still needs its means. */
  readonly withMean: boolean;
}

/** Runs the adjoint back through an interval without gradient. */
export function throughPause(
  pulse: Propagator,
  n: number,
  run: RunPlan,
  { interval }: PausePlan,
  states: IntervalStates,
  from: Float64Array,
  { decay, integrals, withMean }: PauseOperator,
  views: PairingViews & { readonly adjoint: Float64Array },
): Backward {
  const size = n * 2 * run.states;
  const y = views.adjoint.subarray(0, size), s = views.forward.subarray(0, size);
  y.set(turned(decay, from, n));
  s.set(turned(decay, states.starts[0], n));
  views.integral.fill(0);
  addPairing(pulse, n, run, Float64Array.of(1), y, s, views);
  const { real, imag } = halves(views.integral, n);
  const over = (factors: Float64Array | undefined) => {
    const back = (x: Float64Array) =>
      decay.turn
        ? denseProduct(denseProduct(decay.turn, x, n, n, n), decay.turn, n, n, n, { transB: true })
        : x;
    const scaled = (x: Float64Array) => factors ? x.map((value, e) => value * factors[e]) : x;
    return { real: back(scaled(real)), imag: back(scaled(imag)) };
  };
  const integral = over(integrals(interval.duration));
  return {
    adjoint: decayed(decay, interval.duration, from, n),
    integral: withMean && interval.duration === 0
      ? { ...integral, mean: over(undefined) }
      : integral,
  };
}
