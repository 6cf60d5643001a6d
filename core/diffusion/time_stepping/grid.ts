/**
 * The sequence of steps: fractions of a waveform's pieces, so that it stays the same when durations or gradients change.
 *
 * Within a piece with a gradient the steps are equal. In a free piece the state only becomes smoother, and the steps double: the
 * first two are as long as a step before the piece, each later one as long as all before it. No step straddles two pieces.
 *
 * @module
 */
import { type Encoding, isFree } from "../encoding/mod.ts";
import type { Segment } from "./segments.ts";
import type { Step } from "./step.ts";

/** Equal steps one after the other. */
export interface Run {
  /** Number of steps. */
  readonly count: number;
  /** Length of each in local time. */
  readonly length: number;
}

/** The runs of each segment. */
export type Grid = readonly (readonly Run[])[];

/** Phase a step of the coarsest grid may turn, rad. */
const PHASE = 2;
/** Steps of the coarsest grid in a period of an oscillating piece. */
const STEPS_PER_PERIOD = 6;
/** Fewest steps of the coarsest grid in a piece with a gradient. */
const FEWEST = 2;
/** Most doublings of the step in a free piece. */
const MOST_DOUBLINGS = 12;

/** Runs of steps that double, the first two about `first` long, of a segment that is `total` long. */
function doublingRuns(first: number, total: number, end: number): Run[] {
  const wanted = Math.ceil(Math.log2(total / first) - 1e-9);
  const doublings = Math.min(MOST_DOUBLINGS, Math.max(0, wanted));
  const length = end / 2 ** doublings;
  const runs: Run[] = [{ count: doublings > 0 ? 2 : 1, length }];
  for (let d = 1; d < doublings; d++) runs.push({ count: 1, length: length * 2 ** d });
  return runs;
}

/**
 * The coarsest grid for a waveform.
 *
 * @param encoding The waveform.
 * @param segments Its segments.
 * @param speed The fastest precession anywhere in a piece, rad/ms.
 * @returns The grid.
 */
export function coarseGrid(
  encoding: Encoding,
  segments: readonly Segment[],
  speed: (piece: number) => number,
): Grid {
  let last = Infinity;
  return segments.map(({ piece, end }) => {
    const { duration, profile, vectors, stored = false } = encoding.pieces[piece];
    const total = duration * end;
    if (total === 0) return [{ count: 1, length: end }];
    if (stored || isFree({ duration, profile, vectors })) {
      const runs = doublingRuns(Math.min(last, total / 2), total, end);
      last = Math.max(last === Infinity ? 0 : last, runs[runs.length - 1].length * duration);
      return runs;
    }
    const periods = "periods" in profile ? profile.periods * end : 0;
    const count = Math.ceil(
      Math.max(FEWEST, total * speed(piece) / PHASE, periods * STEPS_PER_PERIOD),
    );
    last = total / count;
    return [{ count, length: end / count }];
  });
}

/**
 * The grid of equal steps of at most a given length.
 *
 * @param encoding The waveform.
 * @param segments Its segments.
 * @param step The longest step, ms.
 * @returns The grid.
 */
export function uniformGrid(
  encoding: Encoding,
  segments: readonly Segment[],
  step: number,
): Grid {
  return segments.map(({ piece, end }) => {
    const total = encoding.pieces[piece].duration * end;
    const count = Math.max(1, Math.ceil(total / step * (1 - 1e-12)));
    return [{ count, length: end / count }];
  });
}

/** The grid with each step divided into equal parts. */
export function refinedGrid(grid: Grid, parts: number): Grid {
  return grid.map((runs) =>
    runs.map(({ count, length }) => ({ count: count * parts, length: length / parts }))
  );
}

/** The grid of a whole waveform from that of its first half. */
export function mirroredGrid(half: Grid, pieces: number): Grid {
  const mirrored = half.map((runs) => [...runs].reverse()).reverse();
  if (pieces % 2 === 0) return [...half, ...mirrored];
  const middle = half.length - 1;
  return [...half.slice(0, middle), [...half[middle], ...mirrored[0]], ...mirrored.slice(1)];
}

/** The steps of a grid, in order. */
export function stepsOf(grid: Grid): Step[] {
  return grid.flatMap((runs, piece) => {
    const steps: Step[] = [];
    let start = 0;
    for (const { count, length } of runs) {
      for (let i = 0; i < count; i++) steps.push({ piece, start: start + i * length, length });
      start += count * length;
    }
    return steps;
  });
}
