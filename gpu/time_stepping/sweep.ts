/**
 * Steps a block from excitation to readout, and back; everything stays on the device.
 *
 * @module
 */
import { type AdjointMethod, checkpointSpacing } from "../../core/diffusion/time_stepping/mod.ts";
import { blockOf, type GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import { startStates } from "./columns.ts";
import type { Pace } from "./pace.ts";
import { type Backstep, reverseStep } from "./reverse_step.ts";
import { takeStep } from "./step.ts";
import { prepareStep, type Stepper } from "./stepper.ts";

/** States kept from a sweep, by the number of the step they precede. */
export type Checkpoints = Map<number, GpuBlock>;

/** Copies a block to another of its size. */
export function copyBlock(gpu: Gpu, from: GpuBlock, to: GpuBlock): void {
  gpu.copy(from.array, to.array, { length: from.rows * from.width });
}

/** A copy of a block. */
function copyOf(gpu: Gpu, block: GpuBlock): GpuBlock {
  const copy = blockOf(gpu, "checkpoint", block.rows, block.columns);
  copyBlock(gpu, block, copy);
  return copy;
}

/** Gives the memory of checkpoints back. */
export function disposeCheckpoints(kept: Checkpoints): void {
  kept.forEach((block) => block[Symbol.dispose]());
  kept.clear();
}

/** Bytes of the checkpoints of a sweep. */
export function checkpointBytes(
  method: AdjointMethod,
  steps: number,
  rows: number,
  states: number,
): number {
  if (method === "recomputed") return 0;
  return Math.ceil(steps / checkpointSpacing(method, steps)) * 8 * rows * states;
}

/**
 * Steps from the start to the readout.
 *
 * @param stepper What is stepped; the last state is in its room.
 * @param method What is kept; nothing where the sweep is not run back.
 * @param pace Keeps pace with the device; told the number of steps taken.
 * @returns The states kept.
 */
export async function forwardSweep(
  stepper: Stepper,
  method: AdjointMethod | undefined,
  pace: Pace,
): Promise<Checkpoints> {
  const { gpu, room: { state }, present: { steps } } = stepper, kept: Checkpoints = new Map();
  const keeps = method !== undefined && method !== "recomputed";
  const spacing = keeps ? checkpointSpacing(method, steps.length) : Infinity;
  startStates(gpu, state);
  try {
    for (let n = 0; n < steps.length; n++) {
      if (n > 0 && n % spacing === 0) kept.set(n, copyOf(gpu, state));
      takeStep(stepper, prepareStep(stepper, steps[n]));
      await pace((n + 1) / steps.length);
    }
    if (keeps) kept.set(steps.length, copyOf(gpu, state));
  } catch (error) {
    disposeCheckpoints(kept);
    throw error;
  }
  return kept;
}

/**
 * Runs a sweep back. The adjoint room holds y at the readout.
 *
 * @param back What is stepped.
 * @param kept The states kept, that at the readout among them.
 * @param method How they were kept.
 * @param pace Keeps pace with the device.
 */
export async function backwardSweep(
  back: Backstep,
  kept: Checkpoints,
  method: AdjointMethod,
  pace: Pace,
): Promise<void> {
  const { stepper } = back, { gpu, room: { state }, present: { steps } } = stepper;
  const spacing = checkpointSpacing(method, steps.length);
  let end = steps.length, next = copyOf(gpu, kept.get(end)!);
  const between: GpuBlock[] = [];
  try {
    while (end > 0) {
      const first = Math.floor((end - 1) / spacing) * spacing, start = kept.get(first);
      if (start) copyBlock(gpu, start, state);
      else startStates(gpu, state);
      for (let n = first; n < end; n++) {
        between.push(copyOf(gpu, state));
        if (n < end - 1) takeStep(stepper, prepareStep(stepper, steps[n]));
        await pace(1 - end / steps.length);
      }
      for (let n = end - 1; n >= first; n--) {
        const own = between.pop()!;
        copyBlock(gpu, own, state);
        reverseStep(back, prepareStep(stepper, steps[n]), n, next);
        next[Symbol.dispose]();
        next = own;
        await pace(1 - n / steps.length);
      }
      end = first;
    }
  } finally {
    next[Symbol.dispose]();
    between.forEach((block) => block[Symbol.dispose]());
  }
}
