/**
 * The integrals ∫ y sᵀ dt over a pulse: Gauss sums over the states of the forward and the adjoint pass.
 *
 * @module
 */
import { gemm, pulsePairing } from "../../../wasm/mod.ts";
import type { Propagator } from "./propagator.ts";
import type { GroupStates } from "./signal.ts";

/** Accumulators of the pass over all groups. */
export interface Sums {
  /** −Re Σ ∫ y sᵀ over the pulses. */
  readonly pulses: Float64Array;
  /** Σ d_k Σ q Im ∫ y sᵀ for each axis. */
  readonly moments: [Float64Array, Float64Array, Float64Array];
  /** Σ w (Re s Re sᵀ + Im s Im sᵀ) of each sequence. */
  readonly middles: Float64Array[];
  /** c₀. */
  readonly start: Float64Array;
}

/** Runs the adjoint of one group back through its steps and adds the pulse integrals. */
export function addPulses(
  pulse: Propagator,
  n: number,
  states: GroupStates,
  from: Float64Array,
  direction: Float64Array,
  views: {
    y: Float64Array;
    /** S above T. */
    both: Float64Array;
    forward: Float64Array;
    quadrature: Float64Array;
    q: Float64Array;
    /** Y [S; T]ᵀ, [n × 2n]. */
    integral: Float64Array;
  },
  sums: Sums,
): void {
  const { group } = states;
  const series = pulse.enter(group, direction);
  const points = series.weights.length, depth = points * 2 * group.states;
  views.q.fill(0).set(group.grid.nodes);
  const quadrature = views.quadrature.subarray(0, points);
  quadrature.set(series.weights);
  const integral = views.integral.fill(0);
  const s = views.both.subarray(0, n * depth), t = views.both.subarray(n * depth, 2 * n * depth);
  let adjoint = from;
  for (let step = group.steps - 1; step >= 0; step--) {
    const y = pulse.step(adjoint);
    views.forward.set(states.inside[step]);
    const q = views.q.subarray(0, group.states);
    const pair = {
      n,
      states: group.states,
      weights: quadrature,
      q,
      adjoint: y.inside,
      forward: views.forward,
    };
    pulsePairing(pulse.workspace, pair, { y: views.y, s, t });
    // Both integrals side by side: Y is packed once.
    gemm(
      pulse.workspace,
      { transB: true },
      n,
      2 * n,
      depth,
      1,
      views.y,
      depth,
      views.both,
      depth,
      integral,
      2 * n,
    );
    adjoint = y.end.slice();
  }
  const [mx, my, mz] = sums.moments, [dx, dy, dz] = direction;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const e = i * n + j, moment = integral[2 * i * n + n + j];
      sums.pulses[e] -= integral[2 * i * n + j];
      mx[e] += dx * moment;
      my[e] += dy * moment;
      mz[e] += dz * moment;
    }
  }
  const row = 2 * group.states;
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < group.states; i++) sums.start[j] += adjoint[j * row + i];
  }
}
