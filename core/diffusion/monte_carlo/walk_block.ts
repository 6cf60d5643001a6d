/**
 * Runs blocks of walkers of a plan, in this thread.
 *
 * @module
 */
import { walk, WALK_WINDOW } from "../../../wasm/mod.ts";
import type { WalkPlan } from "./walk_plan.ts";

/** What a block of walkers adds to a simulation. */
export interface BlockResult {
  /** Re, Im and their squares of each measurement and compartment, [measurements × C × 4]. */
  readonly sums: Float64Array<ArrayBuffer>;
  /** Steps that were given up between walls too close for the arithmetic. */
  readonly abandoned: number;
}

/**
 * Runs walkers `first` … `first + count − 1`, at most a block, a few steps at a time: tells the part done at each pause.
 */
export type BlockRunner = (first: number, count: number) => Generator<number, BlockResult>;

/**
 * Makes the runner of a plan, with a workspace of its own.
 *
 * @param plan The plan.
 * @returns The runner; its results depend on the plan and the walkers alone.
 */
export function blockRunner(plan: WalkPlan): BlockRunner {
  const { mesh, size, seed, stages, sumLength } = plan;
  const { stage, start, run, readOut } = walk(mesh, size);
  const allSteps = stages.reduce((sum, { steps }) => sum + steps, 0);
  return function* (first, count) {
    const sums = new Float64Array(sumLength);
    let abandoned = 0, done = 0;
    start(seed, first, count);
    for (const { steps, arrays, readouts } of stages) {
      stage.spreads.set(arrays.spreads);
      stage.rates.set(arrays.rates);
      stage.probabilities.set(arrays.probabilities);
      stage.losses.set(arrays.losses);
      stage.stepStart.set(arrays.stepStart);
      stage.stepProfile.set(arrays.stepProfile);
      stage.stepWeights.set(arrays.stepWeights);
      for (let step = 0; step < steps; step += WALK_WINDOW) {
        abandoned += run(step, Math.min(WALK_WINDOW, steps - step));
        done += Math.min(WALK_WINDOW, steps - step);
        yield done / allSteps;
      }
      for (const readout of readouts) readOut(readout, sums);
    }
    return { sums, abandoned };
  };
}

/** Runs a block to its end. */
export function wholeBlock(run: Generator<number, BlockResult>): BlockResult {
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}
