/**
 * Times of what a device does, without the wait for a read-back.
 *
 * @module
 */
import type { Gpu } from "../../gpu/device.ts";
import type { Cost } from "../../gpu/device/counters.ts";

/** Time and cost of one call. */
export interface Timing extends Cost {
  readonly seconds: number;
  readonly dispatches: number;
}

/** Most calls that are timed together. */
const MOST_CALLS = 4096;

/**
 * Times a call that records runs: more and more calls together until they take long enough, less an empty read-back.
 *
 * @param gpu The device.
 * @param record Records the runs of one call.
 * @param least Seconds the calls must take together.
 * @returns Time of one call, and what its runs say they cost.
 */
export async function timeOf(gpu: Gpu, record: () => void, least = 0.2): Promise<Timing> {
  using token = gpu.zeros("token", 1);
  const elapsed = async (calls: number): Promise<number> => {
    const start = performance.now();
    for (let call = 0; call < calls; call++) record();
    await gpu.read(token);
    return (performance.now() - start) / 1000;
  };
  const { flops, bytesMoved, dispatches } = gpu.counters;
  await elapsed(1);
  const cost = {
    flops: gpu.counters.flops - flops,
    bytes: gpu.counters.bytesMoved - bytesMoved,
    dispatches: gpu.counters.dispatches - dispatches,
  };
  const empty = Math.min(await elapsed(0), await elapsed(0), await elapsed(0));
  for (let calls = 1;; calls *= 2) {
    const seconds = await elapsed(calls) - empty;
    if (seconds < least && calls < MOST_CALLS) continue;
    // The better of two: what else the machine does only adds time.
    const again = await elapsed(calls) - empty;
    return { ...cost, seconds: Math.min(seconds, again) / calls };
  }
}
