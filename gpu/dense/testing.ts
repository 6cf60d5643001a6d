/**
 * Random numbers, plain products that the tests of the dense kernels compare with, and a diagonal matrix on the device.
 *
 * @module
 */
import type { GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { kernel } from "../device/kernel.ts";

/** Numbers in (−1, 1), exact in single precision, the same for the same seed. */
export function randomNumbers(length: number, seed: number): Float64Array {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.fround((state / 2 ** 32) * 2 - 1);
  });
}

/** The largest |a − b|. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return NaN;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i]);
    if (!(difference <= most)) most = difference;
  }
  return most;
}

/** XᵀY of row-major [rows × m] and [rows × n]. */
export function plainGram(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  rows: number,
  m: number,
  n: number,
): Float64Array {
  const out = new Float64Array(m * n);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) out[i * n + j] += x[row * m + i] * y[row * n + j];
    }
  }
  return out;
}

const scaleRowsKernel = kernel({
  name: "scale rows",
  bindings: { x: "read vec4f", diagonal: "read f32", y: "read_write vec4f" },
  params: { length: "u32", width: "u32" },
  workgroup: [64, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flat(id, groups);
  if (i < p.length) { y[i] = diagonal[i / p.width] * x[i]; }
}`,
});

/** Computes Y = diag(d) X for d [rows] and blocks of one size. */
export function scaleRows(gpu: Gpu, diagonal: GpuArray, x: GpuBlock, y: GpuBlock): void {
  const width = y.width / 4, length = y.rows * width;
  gpu.run(scaleRowsKernel, {
    arrays: { x: x.array, diagonal, y: y.array },
    params: { length, width },
    size: { threads: length },
  });
}
