/**
 * Linear combinations of blocks in place.
 *
 * @module
 */
import type { GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import { combineKernel } from "./combine.wgsl.ts";

/**
 * Computes out = αx + βy + γ·out. With γ = 0 what was in out is never read.
 *
 * @param gpu The device.
 * @param x A block.
 * @param y A block; may be x.
 * @param out A block in another array than x and y.
 * @param factors α, β and γ.
 */
export function combine(
  gpu: Gpu,
  x: GpuBlock,
  y: GpuBlock,
  out: GpuBlock,
  [alpha, beta, gamma]: readonly [number, number, number],
): void {
  const length = out.rows * out.width / 4, words = out.rows * out.columns;
  gpu.run(combineKernel, {
    arrays: { x: x.array, y: y.array, out: out.array },
    params: { length, alpha, beta, gamma },
    size: { threads: length },
    cost: { flops: (gamma === 0 ? 3 : 5) * words, bytes: (gamma === 0 ? 12 : 16) * words },
  });
}
