/**
 * Columns of blocks put together, and matrices multiplied entry by entry.
 *
 * @module
 */
import { blockOf, type GpuBlock } from "../block.ts";
import { copyColumns } from "../dense/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { addColumnsKernel, multiplyEntriesKernel } from "./columns.wgsl.ts";

/** Adds a block to the first columns of another that has at least as many. */
export function addColumns(gpu: Gpu, x: GpuBlock, y: GpuBlock): void {
  const { rows, columns } = x, numbers = rows * columns;
  gpu.run(addColumnsKernel, {
    arrays: { x: x.array, y: y.array },
    params: { rows, columns, xWidth: x.width, yWidth: y.width },
    size: { threads: numbers },
    cost: { flops: numbers, bytes: 12 * numbers },
  });
}

/** Some columns of a block, as a block of their own. */
export function columnsOfBlock(
  gpu: Gpu,
  label: string,
  source: GpuBlock,
  from: number,
  to: number,
): GpuBlock {
  const part = blockOf(gpu, label, source.rows, to - from);
  copyColumns(gpu, source, part, { from, count: to - from });
  return part;
}

/** Blocks side by side, as a block of their own. */
export function sideBySideBlocks(gpu: Gpu, label: string, parts: readonly GpuBlock[]): GpuBlock {
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  const all = blockOf(gpu, label, parts[0].rows, columns);
  let to = 0;
  for (const part of parts) {
    copyColumns(gpu, part, all, { to });
    to += part.columns;
  }
  return all;
}

/** Multiplies each number of an array by one of another, as long. */
export function multiplyEntries(gpu: Gpu, values: GpuArray, factors: GpuArray): void {
  const { length } = values;
  gpu.run(multiplyEntriesKernel, {
    arrays: { factors, values },
    params: { length },
    size: { threads: length },
    cost: { flops: length, bytes: 12 * length },
  });
}
