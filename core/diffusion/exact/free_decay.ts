/**
 * The factor exp(−D_0 ∫F² dt − (1/T1 − 1/T2)_0 ∫ stored dt) of what all layers share: diffusion along the free directions and the
 * relaxation of stored magnetisation, both of layer 0.
 *
 * @module
 */
import type { LayerParameters } from "./layer_parameters.ts";
import { zeroParameters } from "./layer_parameters.ts";
import type { SignalCotangent } from "./pull_propagation.ts";
import {
  combine,
  profileIntegrals,
  profileRule,
  pullIntegral,
  pullStarts,
  startIntegrals,
  type Timeline,
  zeroStarts,
  zeroTimeline,
} from "./timeline.ts";

/** A real factor of a signal and its derivative. */
export interface FreeDecay {
  /** The factor, in (0, 1] unless T1 < T2. */
  readonly value: number;
  /** Its derivative. */
  readonly slope: () => SignalCotangent;
}

/**
 * The factor of one timeline.
 *
 * @param parameters The layers.
 * @param timeline The timeline.
 * @param axes The free directions; none if they are accounted for elsewhere.
 */
export function freeDecay(
  parameters: LayerParameters,
  timeline: Timeline,
  axes: readonly number[],
): FreeDecay {
  const starts = startIntegrals(timeline, axes);
  const D = parameters.diffusivities[0];
  const change = parameters.storedRates[0] - parameters.rates[0];
  /** Calls back with F at every quadrature point and its weight. */
  const visit = (use: (p: number, u: number, weight: number, f: number[]) => void): void =>
    timeline.forEach((piece, p) => {
      const rule = profileRule(piece);
      rule.points.forEach((u, g) => {
        const functions = profileIntegrals(piece.profile, u);
        const f = axes.map((axis, k) =>
          starts[p][k] + piece.duration * combine(piece.vectors, functions, axis)
        );
        use(p, u, rule.weights[g], f);
      });
    });
  const squares = new Float64Array(timeline.length);
  if (axes.length > 0) {
    visit((p, _, weight, f) => squares[p] += weight * f.reduce((sum, x) => sum + x * x, 0));
  }
  let square = 0, stored = 0;
  timeline.forEach((piece, p) => {
    square += piece.duration * squares[p];
    if (piece.stored) stored += piece.duration;
  });
  const value = Math.exp(-D * square - change * stored);
  return {
    value,
    slope: () => {
      const sum = zeroParameters(parameters), onTimeline = zeroTimeline(timeline);
      sum.diffusivities[0] = -value * square;
      sum.storedRates[0] = -value * stored;
      sum.rates[0] = value * stored;
      timeline.forEach((piece, p) => {
        onTimeline.durations[p] -= value * (D * squares[p] + (piece.stored ? change : 0));
      });
      if (axes.length > 0) {
        const slopes = zeroStarts(timeline, axes);
        visit((p, u, weight, f) => {
          const scale = -2 * value * D * weight * timeline[p].duration;
          if (f.every((x) => x === 0)) return;
          pullIntegral(onTimeline, slopes, timeline, axes, p, u, f.map((x) => scale * x));
        });
        pullStarts(onTimeline, slopes, timeline, axes);
      }
      return { parameters: sum, timeline: onTimeline };
    },
  };
}
