/**
 * The derivative with respect to the encodings: dS/dq_k(t) = −i yᵀW_ks, dS/dτ = −yᵀAs.
 *
 * yᵀAs does not change within an interval of constant A, so both follow from the interval's integral of y sᵀ.
 *
 * @module
 */
import { type EncodedCotangent, type EncodedProtocol, profileFunctions } from "../encoding/mod.ts";
import type { IntervalIntegral } from "./integrals.ts";
import type { Interval } from "./intervals.ts";
import type { ReducedModel } from "./model.ts";
import type { RunPlan } from "./plan.ts";
import type { RunOf } from "./readout.ts";

/** A cotangent of the encodings that is zero. */
export function zeroProtocolCotangent(protocol: EncodedProtocol): EncodedCotangent {
  return {
    durations: protocol.encodings.map(({ pieces }) => new Float64Array(pieces.length)),
    vectors: protocol.encodings.map(({ pieces }) =>
      pieces.map(({ profile }) => new Float64Array(3 * profileFunctions(profile)))
    ),
    amplitudes: protocol.amplitudes.map(({ length }) => new Float64Array(length)),
  };
}

/** ∂L/∂duration, 1/ms, and ∂L/∂vector of an interval. */
export interface IntervalSlope {
  readonly duration: number;
  readonly vector: readonly number[];
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let e = 0; e < a.length; e++) sum += a[e] * b[e];
  return sum;
}

/** ∂L/∂duration and ∂L/∂vector of an interval. */
export function intervalSlope(
  model: ReducedModel,
  interval: Interval,
  { real, imag, mean }: IntervalIntegral,
): IntervalSlope {
  const n = model.modes, { duration, vector, stored } = interval;
  const per = mean ? 1 : 1 / duration, at = mean ?? { real, imag };
  // Stored magnetisation does not turn.
  const turn = stored ? [0, 0, 0] : model.moments.map((w) => per * inner(w, at.imag));
  let decay = 0;
  for (let j = 0; j < n; j++) decay += per * model.eigenvalues[j] * at.real[j * (n + 1)];
  if (stored && model.storage) decay += per * inner(model.storage, at.real);
  return {
    duration: turn.reduce((sum, value, k) => sum + value * vector[k], -decay),
    vector: turn.map((value) => duration * value),
  };
}

/** The slope with the phase that the moments' origin collects, e^{−iq x·∫v}, for Σ q ∂L/∂phase of the run. */
export function withOrigin(
  { duration, vector }: IntervalSlope,
  interval: Interval,
  origin: Float64Array,
  ofPhase: number,
): IntervalSlope {
  // Stored magnetisation does not turn.
  if (interval.stored) return { duration, vector };
  const along = interval.vector.reduce((sum, value, k) => sum + value * origin[k], 0);
  return {
    duration: duration - ofPhase * along,
    vector: vector.map((value, k) => value - ofPhase * interval.duration * origin[k]),
  };
}

/** Adds the slopes of all intervals of an encoding to the cotangents of its pieces. */
export function addIntervalSlopes(
  sums: EncodedCotangent,
  encoding: number,
  { run }: RunOf,
  slopes: readonly IntervalSlope[],
): void {
  run.intervals.forEach(({ piece, share, weights }, interval) => {
    const { duration, vector } = slopes[interval], own = sums.vectors[encoding][piece];
    sums.durations[encoding][piece] += share * duration;
    weights.forEach((weight, j) => {
      for (let k = 0; k < 3; k++) own[3 * j + k] += weight * vector[k];
    });
  });
}

/** ∂L/∂q = Σ v·∂L/∂v / q of a run whose only amplitude is its only node: a change of q stretches all vectors. */
export function singleAmplitudeSlope({ run }: RunPlan, slopes: readonly IntervalSlope[]): number {
  const [q] = run.wanted;
  if (q === 0) return 0;
  const along = run.intervals.reduce(
    (sum, { vector }, k) =>
      sum + slopes[k].vector.reduce((dot, value, axis) => dot + value * vector[axis], 0),
    0,
  );
  return along / q;
}
