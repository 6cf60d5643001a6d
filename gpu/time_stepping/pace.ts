/**
 * Keeps the recording of commands at the pace of the device, so that progress and interruption are real and the queue stays short.
 *
 * @module
 */
import type { SteppingWatch } from "../../core/diffusion/time_stepping/mod.ts";
import type { Gpu } from "../device.ts";

/** Called after every step with the share of the sweep that is recorded; waits for the device from time to time. */
export type Pace = (fraction: number) => Promise<void>;

/** Longest time between looks at the device, ms. */
const PERIOD = 100;
/** Most bytes that recorded commands may move before the device is waited for. */
const MOST_BYTES = 2e10;

/**
 * Makes the pace of some work.
 *
 * @param gpu The device.
 * @param watch Told how far it is; may interrupt it.
 * @returns For a part of the work that begins at `start` and makes up `share` of it, the pace of that part.
 */
export function paceOf(
  gpu: Gpu,
  watch: SteppingWatch = {},
): (start: number, share: number) => Pace {
  let last = performance.now(), moved = gpu.counters.bytesMoved;
  return (start, share) => async (fraction) => {
    const due = performance.now() - last >= PERIOD ||
      Math.abs(gpu.counters.bytesMoved - moved) > MOST_BYTES;
    if (!due) return;
    await gpu.finished();
    watch.signal?.throwIfAborted();
    watch.onProgress?.(start + share * fraction);
    last = performance.now();
    moved = gpu.counters.bytesMoved;
  };
}
