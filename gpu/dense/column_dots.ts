/**
 * Inner products and norms of the columns of blocks.
 *
 * @module
 */
import type { GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import type { Bindings } from "../device/kernel.ts";
import { INVOCATIONS, partialDotsKernel, sumRowsKernel } from "./column_dots.wgsl.ts";
import { ENOUGH_GROUPS } from "./tile.ts";

/** Most quads of columns of one workgroup: 32 of them leave it 8 rows at a time. */
const MOST_QUADS = 32;
/** Rows a lane sums at least, if that leaves enough workgroups. */
const LEAST_TURNS = 16;

const dotsKernel = sumRowsKernel({
  name: "column dots",
  bindings: { out: "read_write f32" },
  store: "out[column] = sum;",
});
const normsKernel = sumRowsKernel({
  name: "column norms",
  bindings: { out: "read_write f32" },
  store: "out[column] = sqrt(sum);",
});

/**
 * Computes x_j·y_j for every column j, summed hierarchically, and hands the sums to a kernel made by `sumRowsKernel`.
 *
 * @typeParam B Bindings of the kernel.
 * @param gpu The device.
 * @param x X.
 * @param y Y, of the same size; may be X itself.
 * @param finish The kernel.
 * @param arrays What it is bound to, all but the sums.
 */
export function finishColumnDots<B extends Bindings>(
  gpu: Gpu,
  x: GpuBlock,
  y: GpuBlock,
  finish: ReturnType<typeof sumRowsKernel<B>>,
  arrays: Readonly<Record<keyof B, GpuArray>>,
): void {
  const { rows, columns } = x, width = x.width / 4;
  const quads = Math.min(width, MOST_QUADS), lanes = Math.floor(INVOCATIONS / quads);
  const across = Math.ceil(width / quads);
  const most = Math.max(1, Math.floor(4 * ENOUGH_GROUPS / across));
  const range = Math.max(lanes * LEAST_TURNS, Math.ceil(rows / most));
  const ranges = Math.max(1, Math.ceil(rows / range));
  const params = { width, quads, lanes, columns };
  using partial = gpu.array("partial dots", ranges * x.width);
  gpu.run(partialDotsKernel, {
    arrays: { x: x.array, y: y.array, partial },
    params: { ...params, rows, range },
    size: { groups: [ranges, across, 1] },
    cost: { flops: 2 * rows * columns, bytes: 4 * (x === y ? 1 : 2) * rows * columns },
  });
  gpu.run(finish, {
    arrays: { ...arrays, partial },
    params: { ...params, rows: ranges, range: ranges },
    size: { groups: [1, across, 1] },
    cost: { flops: ranges * columns, bytes: 4 * ranges * columns },
  });
}

/**
 * Computes x_j·y_j for every column j, summed hierarchically.
 *
 * @param gpu The device.
 * @param x X.
 * @param y Y, of the same size; may be X itself.
 * @param out [columns].
 */
export function columnDots(gpu: Gpu, x: GpuBlock, y: GpuBlock, out: GpuArray): void {
  finishColumnDots(gpu, x, y, dotsKernel, { out });
}

/** Computes ‖x_j‖ for every column j; out is [columns]. */
export function columnNorms(gpu: Gpu, x: GpuBlock, out: GpuArray): void {
  finishColumnDots(gpu, x, x, normsKernel, { out });
}
