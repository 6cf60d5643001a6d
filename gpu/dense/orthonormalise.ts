/**
 * Orthonormal columns by Cholesky QR, done twice, without a read-back.
 *
 * Yamamoto, Nakatsukasa, Yanagisawa, Fukaya: Roundoff error analysis of the CholeskyQR2 algorithm, ETNA 44 (2015).
 *
 * @module
 */
import type { GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { cholesky } from "./cholesky.ts";
import { gemm } from "./gemm.ts";
import { gram } from "./gram.ts";
import { blockMatrix } from "./matrix.ts";

/**
 * Computes Y = X R⁻¹, with R⁻¹ as `cholesky` gives it.
 *
 * @param gpu The device.
 * @param x X.
 * @param inverse R⁻¹, [columns × columns].
 * @param y Y, of the same size, in another array.
 */
export function blockSolveTriangular(gpu: Gpu, x: GpuBlock, inverse: GpuArray, y: GpuBlock): void {
  const { rows, columns } = x;
  const right = { array: inverse, stride: columns };
  gemm(gpu, {}, rows, columns, columns, 1, blockMatrix(x), right, 0, blockMatrix(y));
}

/** What {@linkcode orthonormalise} needs beside the block. */
export interface OrthonormaliseOptions {
  /** A block of the same size. */
  readonly scratch: GpuBlock;
  /** MX, for XᵀMX = I in place of XᵀX = I; it follows X. */
  readonly massX?: GpuBlock;
  /** Least pivot, as for `cholesky`. */
  readonly tolerance?: number;
}

/**
 * Orthonormalises the columns of a block in place; those that depend on others before them become zero.
 *
 * In single precision the columns may be dependent up to a condition number of about 1000.
 *
 * @param gpu The device.
 * @param x X.
 * @param options A scratch block; MX where the inner product is that of M.
 */
export function orthonormalise(gpu: Gpu, x: GpuBlock, options: OrthonormaliseOptions): void {
  const { scratch, massX, tolerance } = options, n = x.columns;
  using square = gpu.array("Gram matrix", n * n);
  using factor = gpu.array("Cholesky factor", n * n);
  using inverse = gpu.array("inverse of the Cholesky factor", n * n);
  for (let pass = 0; pass < 2; pass++) {
    gram(gpu, x, massX ?? x, square, { symmetric: true });
    cholesky(gpu, n, { gram: square, factor, inverse }, tolerance);
    for (const block of massX ? [x, massX] : [x]) {
      blockSolveTriangular(gpu, block, inverse, scratch);
      gpu.copy(scratch.array, block.array);
    }
  }
}
