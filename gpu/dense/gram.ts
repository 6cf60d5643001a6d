/**
 * XᵀY of two blocks of long vectors.
 *
 * @module
 */
import type { GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { BLOCK, gramKernel, SLICE, sumRangesKernel } from "./gram.wgsl.ts";
import { chooseTile, ENOUGH_GROUPS, type Tile, tileEdge, tilesOver } from "./tile.ts";

/** How {@linkcode gram} may save work. */
export interface GramOptions {
  /** Whether XᵀY is known to be symmetric (Y = AX with A symmetric): only half is computed. */
  readonly symmetric?: boolean;
}

const LARGE: Tile = { side: 16, quads: 1 }, SMALL: Tile = { side: 8, quads: 1 };
const KERNELS = new Map([LARGE, SMALL].map((tile) => [tile, gramKernel(tile)]));
/** Most words of the partial sums. */
const ROOM = 2 ** 24;
/** Rows of a range: a whole number of blocks; a third sum of 16 blocks is as long as the two inner ones. */
const LEAST_ROWS = SLICE * BLOCK, MOST_ROWS = 16 * LEAST_ROWS;

/** Rows that a workgroup sums: enough workgroups for the device, short sums, and no more memory than there is room. */
function rangeOf(rows: number, tiles: number, entries: number): number {
  const forGroups = Math.ceil(rows / Math.ceil(ENOUGH_GROUPS / tiles));
  const forRoom = Math.ceil(rows / Math.max(1, Math.floor(ROOM / entries)));
  const range = Math.max(Math.min(forGroups, MOST_ROWS), forRoom);
  return LEAST_ROWS * Math.ceil(range / LEAST_ROWS);
}

/**
 * Computes XᵀY, summed in blocks of blocks of rows, which keeps the error near that of a short sum.
 *
 * @param gpu The device.
 * @param x X.
 * @param y Y, as many rows; may be X itself.
 * @param out XᵀY, [x.columns × y.columns] without padding.
 * @param options Whether the result is symmetric.
 */
export function gram(
  gpu: Gpu,
  x: GpuBlock,
  y: GpuBlock,
  out: GpuArray,
  { symmetric = x === y }: GramOptions = {},
): void {
  const { rows, columns: m } = x, n = y.columns;
  // Long rows give enough workgroups to any tile.
  const tile = chooseTile([LARGE, SMALL], m, n, ENOUGH_GROUPS), edge = tileEdge(tile);
  const range = rangeOf(rows, tilesOver(tile, m, n), m * n);
  const ranges = Math.max(1, Math.ceil(rows / range)), upper = symmetric ? 1 : 0;
  using partial = gpu.array("partial sums of a Gram matrix", ranges * m * n);
  gpu.run(KERNELS.get(tile)!, {
    arrays: { x: x.array, y: y.array, partial },
    params: { rows, range, xWidth: x.width / 4, yWidth: y.width / 4, m, n, upper },
    size: { groups: [Math.ceil(m / edge), Math.ceil(n / edge), ranges] },
    cost: {
      flops: symmetric ? rows * m * (m + 1) : 2 * rows * m * n,
      bytes: 4 * (rows * (x === y ? m : m + n) + ranges * m * n),
    },
  });
  gpu.run(sumRangesKernel, {
    arrays: { partial, out },
    params: { m, n, ranges, upper },
    size: { threads: m * n },
    cost: { flops: ranges * m * n, bytes: 4 * (ranges + 1) * m * n },
  });
}
