/**
 * Which intervals must be propagated for which measurements.
 *
 * A sequence with q(TE − t) = ∓q(t) needs its first half alone: the second is the first's transposed, conjugated for −. With
 * S = zᵀe^{−Λτ}s, z = s̄, s or the receiver, sequences that begin alike and differ in the waiting time τ, the amplitude or both share
 * their states.
 *
 * @module
 */
import type { EncodedProtocol, EncodingSymmetry } from "../encoding/mod.ts";
import { type Interval, intervalsOf } from "./intervals.ts";
import type { ReducedModel } from "./model.ts";

/** An encoding that takes part in a run. */
export interface RunMember {
  /** Index of the encoding. */
  readonly encoding: number;
  /** Waiting time τ without gradient after the run's intervals, over both halves, ms. */
  readonly tail: number;
  /** Where its amplitudes begin in the run's `wanted`. */
  readonly first: number;
  /** Where its measurements begin in the signal. */
  readonly output: number;
}

/** Intervals that are propagated once for several measurements. */
export interface Run {
  /** How the second half follows from the first: by conjugate transposition (odd), by transposition (even), or not. */
  readonly symmetry: EncodingSymmetry;
  /** The intervals, of one half where there is a symmetry. */
  readonly intervals: readonly Interval[];
  readonly members: readonly RunMember[];
  /** The amplitudes of all members, rad/(µm ms). */
  readonly wanted: Float64Array;
}

/**
 * Which runs are wanted: halves, shared; whole ones, for receivers that differ from the start; or, for the derivative of every
 * interval, a whole one for each encoding.
 */
export type RunKind = "shared" | "whole" | "separate";

/** Relative difference of numbers that are equal but for rounding. */
const EQUAL = 1e-12;

function equal(a: number, b: number, scale: number): boolean {
  return Math.abs(a - b) <= EQUAL * scale;
}

/** The symmetry by which the intervals mirror each other one by one, so that half of them can stand for all. */
function symmetryOf(intervals: readonly Interval[]): EncodingSymmetry {
  const size = intervals.reduce((m, { vector }) => Math.max(m, ...vector.map(Math.abs)), 0);
  const time = intervals.reduce((sum, { duration }) => sum + duration, 0);
  const mirrored = (sign: number) =>
    intervals.every((first, k) => {
      const last = intervals[intervals.length - 1 - k];
      return first.stored === last.stored && equal(first.duration, last.duration, time) &&
        first.vector.every((value, axis) => equal(value, sign * last.vector[axis], size));
    });
  return mirrored(-1) ? "odd" : mirrored(1) ? "even" : "none";
}

const isFree = ({ vector, stored }: Interval) => !stored && vector.every((value) => value === 0);

/** The part of the intervals to propagate, and the waiting time that follows it. */
function cut(
  all: readonly Interval[],
  symmetry: EncodingSymmetry,
  strip: boolean,
): { intervals: Interval[]; tail: number } {
  if (symmetry === "none") {
    const intervals = [...all];
    let tail = 0;
    while (strip && intervals.length > 0 && isFree(intervals[intervals.length - 1])) {
      tail += intervals.pop()!.duration;
    }
    return { intervals, tail };
  }
  const half = all.length >> 1, intervals = all.slice(0, half);
  let tail = 0;
  if (all.length % 2 === 1) {
    const middle = all[half];
    if (isFree(middle)) tail = middle.duration;
    else intervals.push({ ...middle, duration: middle.duration / 2, share: middle.share / 2 });
  }
  while (intervals.length > 0 && isFree(intervals[intervals.length - 1])) {
    tail += 2 * intervals.pop()!.duration;
  }
  return { intervals, tail };
}

function keyOf(symmetry: EncodingSymmetry, intervals: readonly Interval[]): string {
  const numbers = intervals.map(({ duration, vector, stored }) =>
    `${duration} ${vector.join(" ")} ${stored}`
  );
  return [symmetry, ...numbers].join(",");
}

/** The greatest phase per time under a gradient vector, for an amplitude. */
function phaseRateOf(
  model: Pick<ReducedModel, "range">,
  amplitude: number,
): (vector: Float64Array) => number {
  return (vector) => {
    const [low, high] = model.range(vector);
    return amplitude * (high - low) / 2;
  };
}

/**
 * The runs of a protocol.
 *
 * @param model The reduced system, for the number of steps its spins' phases need.
 * @param protocol The measurements.
 * @param kind Which runs are wanted.
 * @param coarsening By what the number of steps of smooth waveforms is divided; 1 by default.
 * @returns The runs; each encoding is a member of one.
 */
export function runsOf(
  model: Pick<ReducedModel, "range">,
  protocol: EncodedProtocol,
  kind: RunKind,
  coarsening: number = 1,
): Run[] {
  interface Draft extends Pick<Run, "symmetry" | "intervals"> {
    members: RunMember[];
    wanted: number[];
  }
  const drafts = new Map<string, Draft>();
  let output = 0;
  protocol.encodings.forEach((encoding, index) => {
    const amplitudes = protocol.amplitudes[index];
    const largest = amplitudes.reduce((m, q) => Math.max(m, Math.abs(q)), 0);
    const each = intervalsOf(encoding, phaseRateOf(model, largest), coarsening);
    const all = kind === "separate" ? each : each.filter(({ duration }) => duration > 0);
    const symmetry = kind !== "shared" ? "none" : symmetryOf(all);
    const { intervals, tail } = cut(all, symmetry, kind !== "separate");
    const key = kind === "separate" ? `${index}` : keyOf(symmetry, intervals);
    const draft = drafts.get(key) ?? { symmetry, intervals, members: [], wanted: [] };
    drafts.set(key, draft);
    draft.members.push({ encoding: index, tail, first: draft.wanted.length, output });
    draft.wanted.push(...amplitudes);
    output += amplitudes.length;
  });
  return [...drafts.values()].map((draft) => ({
    ...draft,
    wanted: Float64Array.from(draft.wanted),
  }));
}
