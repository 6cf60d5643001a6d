/**
 * Products of two blocks, sampled at the entries of a pattern.
 *
 * @module
 */
import type { GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { lanesFor } from "./block_rows.wgsl.ts";
import type { GpuPattern } from "./gpu_pattern.ts";
import { sddmmKernel } from "./sddmm.wgsl.ts";
import { sddmmMomentsKernel } from "./sddmm_moments.wgsl.ts";
import { passCost } from "./spmm.ts";

/** Factors of a sampled product. */
export interface SddmmOptions {
  /** 1 by default. */
  readonly alpha?: number;
  /** A factor of each column, [columns]. */
  readonly factors?: GpuArray;
  /**
   * Whether to add −½Σ_c f_c (u_a − u_b)_c (v_a − v_b)_c instead off the diagonal: the cotangent of K_ab at constant row sums, and on the
   * diagonal that of the row sums. In single precision it does not lose smooth columns to cancellation, as `contract` else would.
   */
  readonly difference?: boolean;
}

/**
 * values_ab += α Σ_c f_c u_ac v_bc; or the same in difference form.
 *
 * @param gpu The device.
 * @param pattern The pattern.
 * @param u A block.
 * @param v A block of as many columns, u itself or another.
 * @param values One number per entry, added to.
 * @param options α, f and the form.
 */
export function sddmm(
  gpu: Gpu,
  pattern: GpuPattern,
  u: GpuBlock,
  v: GpuBlock,
  values: GpuArray,
  { alpha = 1, factors, difference = false }: SddmmOptions = {},
): void {
  const { columns, width } = u, { entries, rowIndex, columnIndex } = pattern;
  const chunks = width / 4, lanes = lanesFor(chunks);
  gpu.run(sddmmKernel, {
    arrays: {
      rowIndex,
      columnIndex,
      u: u.array,
      v: v.array,
      factors: factors ?? u.array,
      values,
    },
    params: {
      entries,
      columns,
      chunks,
      lanes,
      weighted: factors ? 1 : 0,
      difference: difference ? 1 : 0,
      alpha,
    },
    size: { threads: entries * lanes },
    cost: passCost(pattern, {
      matrices: 3,
      columns,
      blocksMoved: 2,
      flops: (factors ? 3 : 2) + (difference ? 3 : 0),
    }),
  });
}

/** Factors of sampled products for three matrices. */
export interface SddmmMomentsOptions {
  /** 1 by default. */
  readonly alpha?: number;
  /** Where the factors start in their array; 0 by default. */
  readonly first?: number;
}

/**
 * values_k,ab += α Σ_c f_kc u_ac v_bc for k = x, y, z in one pass.
 *
 * @param gpu The device.
 * @param pattern The pattern.
 * @param u A block.
 * @param v A block of as many columns, u itself or another.
 * @param values Three times one number per entry, added to.
 * @param factors f, [3 × columns] with the axis first.
 * @param options α, and where f starts.
 */
export function sddmmMoments(
  gpu: Gpu,
  pattern: GpuPattern,
  u: GpuBlock,
  v: GpuBlock,
  [valuesX, valuesY, valuesZ]: readonly [GpuArray, GpuArray, GpuArray],
  factors: GpuArray,
  { alpha = 1, first = 0 }: SddmmMomentsOptions = {},
): void {
  const { columns, width } = u, { entries, rowIndex, columnIndex } = pattern;
  const chunks = width / 4, lanes = lanesFor(chunks);
  gpu.run(sddmmMomentsKernel, {
    arrays: {
      rowIndex,
      columnIndex,
      u: u.array,
      v: v.array,
      factors,
      valuesX,
      valuesY,
      valuesZ,
    },
    params: { entries, columns, chunks, lanes, first, alpha },
    size: { threads: entries * lanes },
    cost: passCost(pattern, { matrices: 7, columns, blocksMoved: 2, flops: 7 }),
  });
}
