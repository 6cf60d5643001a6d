/**
 * Products of a pencil (K, M) with blocks.
 *
 * @module
 */
import type { GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { applyPencilKernel, applyStiffnessKernel } from "./apply_pencil.wgsl.ts";
import { overRows } from "./block_rows.wgsl.ts";
import type { GpuPattern } from "./gpu_pattern.ts";
import { passCost } from "./spmm.ts";

/** Stiffness and mass on a pattern. */
export interface Pencil {
  /** K, [entries]; its diagonal is not used. */
  readonly stiffness: GpuArray;
  /** M, [entries]. */
  readonly mass: GpuArray;
  /** Σ_b K_ab, computed in double precision or from what it consists of: relaxation and walls, [rows]. */
  readonly rowSums: GpuArray;
}

/** Factors of a pencil's two matrices. */
export interface PencilFactors {
  readonly k: number;
  readonly m: number;
  /** What is subtracted from m in each column, [columns]. */
  readonly shifts?: GpuArray;
}

/**
 * y = k·Kx + m·Mx − Mx·diag(shifts), K in difference form: Σ_b K_ab (x_b − x_a) + rowSums_a x_a, which in single precision does not
 * lose smooth columns to cancellation.
 *
 * @param gpu The device.
 * @param pattern The pattern.
 * @param pencil K and M.
 * @param x A block.
 * @param y Where the product goes; not x.
 * @param factors k, m and the shifts.
 */
export function applyPencil(
  gpu: Gpu,
  pattern: GpuPattern,
  { stiffness, mass, rowSums }: Pencil,
  x: GpuBlock,
  y: GpuBlock,
  { k, m, shifts }: PencilFactors,
): void {
  const { params, size } = overRows(y), { columns } = y, { rowStart, columnIndex } = pattern;
  const blocks = { x: x.array, y: y.array };
  if (m === 0 && shifts === undefined) {
    gpu.run(applyStiffnessKernel, {
      arrays: { rowStart, columnIndex, stiffness, rowSums, ...blocks },
      params: { ...params, k },
      size,
      cost: passCost(pattern, { matrices: 1, columns, blocksMoved: 2, flops: 3 }),
    });
    return;
  }
  gpu.run(applyPencilKernel, {
    arrays: {
      rowStart,
      columnIndex,
      stiffness,
      mass,
      rowSums,
      shifts: shifts ?? rowSums,
      ...blocks,
    },
    params: { ...params, columns, shifted: shifts ? 1 : 0, k, m },
    size,
    cost: passCost(pattern, { matrices: 2, columns, blocksMoved: 2, flops: 5 }),
  });
}
