/**
 * Steps a block from excitation to readout, and back.
 *
 * @module
 */
import { type Checkpoints, checkpointSpacing } from "./checkpoints.ts";
import type { AdjointMethod } from "./checkpoints.ts";
import { prepareStep, type Step, type Stepper, takeStep } from "./step.ts";
import { type AdjointRoom, reverseStep, type StepSlopes } from "./reverse_step.ts";
import type { Weights } from "./weighted_product.ts";

/** The state at excitation, u = 1. */
export function startState(state: Float64Array, states: number): void {
  for (let row = 0; row < state.length; row += 2 * states) {
    state.fill(1, row, row + states);
    state.fill(0, row + states, row + 2 * states);
  }
}

/**
 * Steps through a part of the steps, one at a time.
 *
 * @param stepper What is stepped; its room holds the state before step `first`.
 * @param steps All steps.
 * @param first The first to take.
 * @param last The step to stop before.
 * @param before Called before each step.
 */
export function* forwardSteps(
  stepper: Stepper,
  steps: readonly Step[],
  first: number,
  last: number,
  before?: (step: number) => void,
): Generator<number, void> {
  for (let n = first; n < last; n++) {
    before?.(n);
    takeStep(stepper, prepareStep(stepper, steps[n]));
    yield n + 1;
  }
}

/** Takes all steps of a generator. */
export function finish(steps: Generator<number, void>): void {
  for (const _ of steps);
}

/** Steps from the start, keeping the states an adjoint method wants; the state before the readout is in the room. */
export function forwardSweep(
  stepper: Stepper,
  steps: readonly Step[],
  states: number,
  method: AdjointMethod | undefined,
): Checkpoints {
  const kept: Checkpoints = new Map(), { state } = stepper.room;
  const spacing = method === undefined || method === "recomputed"
    ? Infinity
    : checkpointSpacing(method, steps.length);
  startState(state, states);
  finish(forwardSteps(stepper, steps, 0, steps.length, (n) => {
    if (n > 0 && n % spacing === 0) kept.set(n, state.slice());
  }));
  if (method !== undefined && method !== "recomputed") kept.set(steps.length, state.slice());
  return kept;
}

/** A sweep that can be run back. */
export interface SweepBack {
  readonly stepper: Stepper;
  readonly adjoint: AdjointRoom;
  readonly steps: readonly Step[];
  readonly kept: Checkpoints;
  /** Distance between the states kept. */
  readonly spacing: number;
}

/**
 * Runs a sweep back. The adjoint room holds the cotangent of the last state.
 *
 * @param sweep The sweep.
 * @param weights ∂L/∂S of each state, for the matrices' cotangents.
 * @param wanted Whether slopes by durations and gradients are wanted.
 * @param take Is given the slopes of each step, from the last to the first.
 */
export function backwardSweep(
  { stepper, adjoint, steps, kept, spacing }: SweepBack,
  weights: Weights,
  wanted: boolean,
  take: (step: number, slopes: StepSlopes) => void,
): void {
  const { state } = stepper.room, states = weights.real.length;
  let end = steps.length, next = kept.get(end) ?? new Float64Array(0);
  while (end > 0) {
    const first = Math.floor((end - 1) / spacing) * spacing;
    const start = kept.get(first);
    if (start) state.set(start);
    else startState(state, states);
    const between: Float64Array[] = [];
    finish(forwardSteps(stepper, steps, first, end - 1, () => between.push(state.slice())));
    between.push(state.slice());
    for (let n = end - 1; n >= first; n--) {
      state.set(between[n - first]);
      const step = prepareStep(stepper, steps[n]);
      const slopes = reverseStep(stepper, step, next, adjoint, weights, wanted);
      if (slopes) take(n, slopes);
      next = between[n - first];
    }
    end = first;
  }
}
