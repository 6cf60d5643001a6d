/**
 * Updates of blocks with a factor for every column or every row.
 *
 * @module
 */
import type { GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import {
  addBlockKernel,
  addScaledKernel,
  copyColumnsKernel,
  scaleAndAddKernel,
} from "./update.wgsl.ts";

const sizesOf = ({ rows, columns, width }: GpuBlock) => {
  return { length: rows * width / 4, width: width / 4, columns };
};

/** Adds Y += α X for blocks of the same size in different arrays; α is 1 by default. */
export function addBlock(gpu: Gpu, y: GpuBlock, x: GpuBlock, alpha = 1): void {
  const { length } = sizesOf(y);
  gpu.run(addBlockKernel, {
    arrays: { x: x.array, y: y.array },
    params: { length, alpha },
    size: { threads: length },
    cost: { flops: 2 * y.rows * y.columns, bytes: 12 * y.rows * y.columns },
  });
}

/**
 * Adds Y += X diag(f), or subtracts. Columns whose factor is 0 are left as they are, even where X is not finite.
 *
 * @param gpu The device.
 * @param y Y.
 * @param x X, of the same size, in another array.
 * @param factors f, [columns].
 * @param sign 1 by default; −1 to subtract.
 */
export function addScaled(
  gpu: Gpu,
  y: GpuBlock,
  x: GpuBlock,
  factors: GpuArray,
  sign: 1 | -1 = 1,
): void {
  const sizes = sizesOf(y);
  gpu.run(addScaledKernel, {
    arrays: { x: x.array, factors, y: y.array },
    params: { ...sizes, sign },
    size: { threads: sizes.length },
    cost: { flops: 2 * y.rows * y.columns, bytes: 12 * y.rows * y.columns },
  });
}

/**
 * Computes Y = X + Y diag(f). Where a factor is 0 the old column of Y is not used: it may be anything.
 *
 * @param gpu The device.
 * @param y Y.
 * @param x X, of the same size, in another array.
 * @param factors f, [columns].
 */
export function scaleAndAdd(gpu: Gpu, y: GpuBlock, x: GpuBlock, factors: GpuArray): void {
  const sizes = sizesOf(y);
  gpu.run(scaleAndAddKernel, {
    arrays: { x: x.array, factors, y: y.array },
    params: sizes,
    size: { threads: sizes.length },
    cost: { flops: 2 * y.rows * y.columns, bytes: 12 * y.rows * y.columns },
  });
}

/** Which columns are copied where. */
export interface ColumnRange {
  /** First column in the source; 0 by default. */
  readonly from?: number;
  /** First column in the destination; 0 by default. */
  readonly to?: number;
  /** How many; by default all from `from` on. */
  readonly count?: number;
}

/**
 * Copies columns of a block into another with as many rows.
 *
 * @param gpu The device.
 * @param source The block they come from.
 * @param destination The block they go to, in another array; its other columns are left as they are.
 * @param range Which columns.
 * @throws {RangeError} If one of the blocks has fewer columns.
 */
export function copyColumns(
  gpu: Gpu,
  source: GpuBlock,
  destination: GpuBlock,
  range: ColumnRange = {},
): void {
  const { from = 0, to = 0, count = source.columns - from } = range;
  if (from + count > source.columns || to + count > destination.columns) {
    throw new RangeError(
      `Cannot copy ${count} columns from ${from} of ${source.columns} to ${to} of ${destination.columns}`,
    );
  }
  gpu.run(copyColumnsKernel, {
    arrays: { x: source.array, y: destination.array },
    params: {
      rows: source.rows,
      count,
      xWidth: source.width,
      xFirst: from,
      yWidth: destination.width,
      yFirst: to,
    },
    size: { threads: source.rows * count },
    cost: { flops: 0, bytes: 8 * source.rows * count },
  });
}
