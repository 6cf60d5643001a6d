/**
 * The time axis of a walk: stages of equal steps that end wherever a signal is read or storing begins or ends.
 *
 * @module
 */
import type { Timeline } from "./timeline.ts";

/** Equal steps between two events. */
export interface Stage {
  /** Time at which it starts, ms. */
  readonly start: number;
  /** Length of its steps, ms. */
  readonly timeStep: number;
  /** How many steps. */
  readonly steps: number;
  /** The timelines whose echo is at its end. */
  readonly echoes: readonly number[];
}

/** Times closer than this fraction of the longest echo time are one event. */
const SAME_TIME = 1e-12;
/** By how much of a step a stage may exceed whole steps before it gets one more. */
const STEP_SLACK = 1e-9;

/** When the magnetisation of a timeline is stored: starts and ends, ms. */
export function storedIntervals({ pieces }: Timeline): [number, number][] {
  return pieces.filter(({ piece }) => piece.stored).map(({ start, piece }) => [
    start,
    start + piece.duration,
  ]);
}

/**
 * Lays out the steps.
 *
 * @param lines The timelines.
 * @param longest The longest step, ms.
 * @returns The stages, in order, up to the longest echo time.
 */
export function stagesOf(lines: readonly Timeline[], longest: number): Stage[] {
  const end = Math.max(...lines.map(({ echoTime }) => echoTime));
  const close = SAME_TIME * end;
  const times = lines.flatMap((line) => [line.echoTime, ...storedIntervals(line).flat()])
    .filter((time) => time > close).sort((a, b) => a - b);
  const stages: Stage[] = [];
  let start = 0;
  for (const time of times) {
    if (time - start <= close) continue;
    const steps = Math.max(1, Math.ceil((time - start) / longest - STEP_SLACK));
    const echoes = lines.flatMap(({ echoTime }, l) =>
      Math.abs(echoTime - time) <= close ? [l] : []
    );
    stages.push({ start, timeStep: (time - start) / steps, steps, echoes });
    start = time;
  }
  return stages;
}
