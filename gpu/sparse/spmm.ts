/**
 * Products of sparse matrices with blocks.
 *
 * @module
 */
import type { GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import type { Cost } from "../device/counters.ts";
import type { GpuArray } from "../device/gpu.ts";
import { overRows } from "./block_rows.wgsl.ts";
import type { GpuPattern } from "./gpu_pattern.ts";
import { spmmKernel } from "./spmm.wgsl.ts";

/** Factors of a product and of what was there. */
export interface SpmmOptions {
  /** 1 by default. */
  readonly alpha?: number;
  /** 0 by default: what was there is not read. */
  readonly beta?: number;
}

/**
 * The cost of a pass over a pattern that reads `matrices` arrays of values and `blocksMoved` whole blocks from memory once: what a cache
 * that holds a row's neighbours until the next rows need them leaves.
 */
export function passCost(
  { rows, entries }: Pick<GpuPattern, "rows" | "entries">,
  { matrices, columns, blocksMoved, flops }: {
    readonly matrices: number;
    readonly columns: number;
    readonly blocksMoved: number;
    /** Operations for each entry and column. */
    readonly flops: number;
  },
): Cost {
  return {
    flops: flops * entries * columns,
    bytes: 4 * (rows + (1 + matrices) * entries + blocksMoved * rows * columns),
  };
}

/**
 * y = αAx + βy.
 *
 * @param gpu The device.
 * @param pattern The pattern.
 * @param values A, one number per entry.
 * @param x A block.
 * @param y Where the product goes; not x.
 * @param options α and β.
 */
export function spmm(
  gpu: Gpu,
  pattern: GpuPattern,
  values: GpuArray,
  x: GpuBlock,
  y: GpuBlock,
  { alpha = 1, beta = 0 }: SpmmOptions = {},
): void {
  const { params, size } = overRows(y), { columns } = y;
  gpu.run(spmmKernel, {
    arrays: {
      rowStart: pattern.rowStart,
      columnIndex: pattern.columnIndex,
      values,
      x: x.array,
      y: y.array,
    },
    params: { ...params, alpha, beta },
    size,
    cost: passCost(pattern, {
      matrices: 1,
      columns,
      blocksMoved: beta === 0 ? 2 : 3,
      flops: 2,
    }),
  });
}
