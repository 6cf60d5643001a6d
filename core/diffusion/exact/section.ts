/**
 * The signal of one separable part of a body, refined until it no longer changes: the row of slabs, the section of the cylinder,
 * the ball.
 *
 * @module
 */
import { type FreeDecay, freeDecay } from "./free_decay.ts";
import { addParameters, type LayerParameters, zeroParameters } from "./layer_parameters.ts";
import { exactModel } from "./model.ts";
import { propagate, type Propagation, propagatorOf } from "./propagate.ts";
import { pullPropagation, type SignalCotangent } from "./pull_propagation.ts";
import type { Propagator } from "./stage_forces.ts";
import { startIntegrals, type Timeline, zeroTimeline } from "./timeline.ts";

/** A separable part of a body. */
export interface Section {
  /** 1: slabs across z; 2: the section across z of a cylinder; 3: a ball. */
  readonly dimension: 1 | 2 | 3;
  /** Its layers. */
  readonly parameters: LayerParameters;
  /** Whether diffusion along the directions it leaves out is free, and part of its signal. */
  readonly free: boolean;
}

/** The normalised signal of a section. */
export interface SectionSignal {
  readonly real: number;
  readonly imag: number;
  /** Its derivatives, if asked for. Made at once: the states they are made of take far more memory. */
  readonly slopes?: SectionSlopes;
}

/** The derivatives of Re S and Im S; of a real signal the latter is absent. */
export interface SectionSlopes {
  readonly real: SignalCotangent;
  readonly imag?: SignalCotangent;
}

/** Angular orders of the levels of refinement. */
const ORDERS = [5, 7, 10, 14, 20, 28, 40, 56, 80];
/** Level above which none is begun with: where the walls rule, more phase needs no more functions. */
const LAST_START = 4;

/** Axes of the gradient and of free diffusion in the frame of each dimension. */
const AXES = [[2], [0, 1], [0, 1, 2]], FREE_AXES = [[0, 1], [2], []];

/** Computes signals of one section; keeps the models it has made. */
export type SectionSolver = (
  timeline: Timeline,
  rank: number,
  differentiating: boolean,
) => SectionSignal;

/** Adds `scale` times the second cotangent to the first, in place. */
export function addCotangent(sum: SignalCotangent, more: SignalCotangent, scale: number): void {
  addParameters(sum.parameters, more.parameters, scale);
  more.timeline.durations.forEach((x, p) => sum.timeline.durations[p] += scale * x);
  more.timeline.vectors.forEach((vectors, p) =>
    vectors.forEach((x, k) => sum.timeline.vectors[p][k] += scale * x)
  );
}

/** A cotangent of zeros. */
export function zeroCotangent(parameters: LayerParameters, timeline: Timeline): SignalCotangent {
  return { parameters: zeroParameters(parameters), timeline: zeroTimeline(timeline) };
}

/** A timeline as text, equal for timelines that differ by rounding alone. */
function keyOf(timeline: Timeline, rank: number): string {
  let largest = 0;
  for (const { vectors } of timeline) {
    vectors.forEach((x) => largest = Math.max(largest, Math.abs(x)));
  }
  const round = (x: number): string => Math.abs(x) < 1e-13 * largest ? "0" : x.toPrecision(13);
  return `${rank}|` +
    timeline.map(({ duration, profile, vectors, stored }) =>
      `${duration},${JSON.stringify(profile)},${stored},${Array.from(vectors, round)}`
    ).join(";");
}

/** The largest phase across the section. */
function largestPhase(section: Section, timeline: Timeline): number {
  const { edges } = section.parameters;
  const reach = Math.max(Math.abs(edges[0]), Math.abs(edges.at(-1)!));
  return reach * startIntegrals(timeline, AXES[section.dimension - 1]).reduce(
    (most, f, p) => {
      const piece = timeline[p];
      // Within an oscillating piece the integral reaches beyond its ends.
      const inside = piece === undefined || !("periods" in piece.profile) ? 0 : piece.duration *
        Math.hypot(...piece.vectors) / (2 * Math.PI * Math.max(piece.profile.periods, 0.25));
      return Math.max(most, Math.hypot(...f) + inside);
    },
    0,
  );
}

/** The level at which a phase is first resolved. */
function firstLevel(phase: number): number {
  const level = ORDERS.findIndex((orders) => orders >= 4 + 0.5 * phase);
  return level < 0 ? LAST_START : Math.min(level, LAST_START);
}

/**
 * Makes the solver of a section.
 *
 * @param section The section.
 * @param tolerance Change of S/∫ρ from one level to the next at which refinement stops.
 */
export function sectionSolver(section: Section, tolerance: number): SectionSolver {
  const { dimension, parameters, free } = section;
  const propagators = new Map<string, Propagator>();
  const signals = new Map<string, SectionSignal>();
  const propagatorAt = (level: number, rank: number): Propagator => {
    const key = `${level},${rank}`;
    const orders = ORDERS[level];
    const known = propagators.get(key) ??
      propagatorOf(exactModel(dimension, parameters, {
        orders,
        degree: Math.ceil(1.3 * orders) + 4,
        rank,
      }));
    propagators.set(key, known);
    return known;
  };

  /** Refines until the signal stands still; without a gradient only relaxation and exchange need resolving. */
  const converged = (timeline: Timeline, rank: number, recorded: boolean) => {
    let previous: Propagation | undefined;
    for (let level = firstLevel(largestPhase(section, timeline)); level < ORDERS.length; level++) {
      const propagator = propagatorAt(level, rank);
      const propagation = propagate(propagator, timeline, recorded);
      const change = previous === undefined ? Infinity : Math.hypot(
        propagation.real - previous.real,
        propagation.imag - previous.imag,
      );
      if (change <= tolerance) return { propagator, propagation };
      previous = propagation;
    }
    throw new RangeError(
      `The exact signal did not reach ${tolerance} with ${
        ORDERS.at(-1)
      } angular orders: the gradient is too strong for it`,
    );
  };

  const solve = (timeline: Timeline, rank: number, differentiating: boolean): SectionSignal => {
    const decay: FreeDecay = freeDecay(parameters, timeline, free ? FREE_AXES[dimension - 1] : []);
    const { propagator, propagation } = converged(timeline, rank, differentiating);
    const slope = (weight: readonly [number, number], value: number): SignalCotangent => {
      const sum = zeroCotangent(parameters, timeline);
      const own = pullPropagation(propagator, timeline, propagation, weight);
      addCotangent(sum, own, decay.value);
      addCotangent(sum, decay.slope(), value);
      return sum;
    };
    return {
      real: decay.value * propagation.real,
      imag: decay.value * propagation.imag,
      ...(differentiating && {
        slopes: {
          real: slope([1, 0], propagation.real),
          // Inversion makes the signal of round bodies real, whatever the waveform.
          ...(dimension === 1 && { imag: slope([0, -1], propagation.imag) }),
        },
      }),
    };
  };

  return (timeline, rank, differentiating) => {
    const key = keyOf(timeline, rank) + differentiating;
    const known = signals.get(key) ?? solve(timeline, rank, differentiating);
    signals.set(key, known);
    return known;
  };
}
