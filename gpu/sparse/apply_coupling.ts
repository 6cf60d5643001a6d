/**
 * The gradient's part of the Bloch-Torrey operator on a block of states that each feel a gradient of their own: −iΣ_k q_k J_k.
 *
 * @module
 */
import type { GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { applyCouplingKernel } from "./apply_coupling.wgsl.ts";
import { overRows } from "./block_rows.wgsl.ts";
import type { GpuPattern } from "./gpu_pattern.ts";
import { passCost } from "./spmm.ts";

/** How states lie in a block, and what happens to the result. */
export interface CouplingOptions {
  /** Number of states; blocks have twice as many columns, real parts first. */
  readonly states: number;
  /** Whether to add to y instead of overwriting it. */
  readonly add?: boolean;
}

/**
 * y = −i Σ_k diag(q_k) J_k x, or y += that.
 *
 * @param gpu The device.
 * @param pattern The pattern.
 * @param moments J_x, J_y, J_z, one number per entry each.
 * @param q Gradient of each state, rad/(µm ms), [3 × states] with the axis first.
 * @param x The states, [rows × 2 states].
 * @param y Where the product goes; not x.
 * @param options Number of states, and whether to add.
 */
export function applyCoupling(
  gpu: Gpu,
  pattern: GpuPattern,
  [momentX, momentY, momentZ]: readonly [GpuArray, GpuArray, GpuArray],
  q: GpuArray,
  x: GpuBlock,
  y: GpuBlock,
  { states, add = false }: CouplingOptions,
): void {
  const { params, size } = overRows(y), { rowStart, columnIndex } = pattern;
  gpu.run(applyCouplingKernel, {
    arrays: { rowStart, columnIndex, momentX, momentY, momentZ, q, x: x.array, y: y.array },
    params: { ...params, states, add: add ? 1 : 0 },
    size,
    cost: passCost(pattern, {
      matrices: 3,
      columns: 2 * states,
      blocksMoved: add ? 3 : 2,
      flops: 6,
    }),
  });
}
