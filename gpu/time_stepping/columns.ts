/**
 * What is done to each column of a block of complex states, [real columns | imaginary columns], with a multiple of four states.
 *
 * @module
 */
import type { GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { startKernel, turnKernel } from "./columns.wgsl.ts";

/** Groups of four states in a block. */
export function quadsOf({ width }: GpuBlock): number {
  return width / 8;
}

/** Sets all states to u = 1, that at the excitation. */
export function startStates(gpu: Gpu, out: GpuBlock): void {
  const quads = quadsOf(out), threads = 2 * out.rows * quads;
  gpu.run(startKernel, {
    arrays: { out: out.array },
    params: { rows: out.rows, quads },
    size: { threads },
    cost: { flops: 0, bytes: 16 * threads },
  });
}

/**
 * out = (Re wu, −Im wu): its real product with another block, summed over the columns, is that of Re(w uv) over the states.
 *
 * @param gpu The device.
 * @param x The states u.
 * @param factors w, real parts then imaginary, [2 × states].
 * @param out Where the result goes; not x.
 */
export function turnStates(gpu: Gpu, x: GpuBlock, factors: GpuArray, out: GpuBlock): void {
  const quads = quadsOf(x), threads = x.rows * quads;
  gpu.run(turnKernel, {
    arrays: { x: x.array, factors, out: out.array },
    params: { rows: x.rows, quads },
    size: { threads },
    cost: { flops: 24 * threads, bytes: 64 * threads },
  });
}
