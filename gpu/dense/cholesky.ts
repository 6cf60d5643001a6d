/**
 * The Cholesky factor of a small Gram matrix, and its inverse, on a device.
 *
 * @module
 */
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { choleskyKernel, MOST_ROWS } from "./cholesky.wgsl.ts";

/** What {@linkcode cholesky} factorises and fills. */
export interface CholeskyArrays {
  /** G, symmetric [n × n]; overwritten. */
  readonly gram: GpuArray;
  /** R, upper triangular [n × n]. */
  readonly factor: GpuArray;
  /** R⁻¹, upper triangular [n × n]. */
  readonly inverse: GpuArray;
}

/** Part of its diagonal entry below which a pivot is rounding: the column depends on those before it. */
export const DEPENDENT = 2e-6;

/**
 * Factorises G = RᵀR. A column whose pivot is below the tolerance depends on those before it: its row of R and its column of R⁻¹
 * are zero, so that X R⁻¹ has a zero column there and the others are as if it were not there.
 *
 * One workgroup does it all: meant for n up to 128, possible up to 1024.
 *
 * @param gpu The device.
 * @param n Number of rows.
 * @param arrays G, R and R⁻¹.
 * @param tolerance Least pivot, as a part of the diagonal entry.
 * @throws {RangeError} If n is larger than 1024.
 */
export function cholesky(
  gpu: Gpu,
  n: number,
  { gram, factor, inverse }: CholeskyArrays,
  tolerance = DEPENDENT,
): void {
  if (n > MOST_ROWS) {
    throw new RangeError(`Cannot factorise ${n} rows on the device, at most ${MOST_ROWS}`);
  }
  gpu.run(choleskyKernel, {
    arrays: { work: gram, factor, inverse },
    params: { n, tolerance },
    size: { groups: [1, 1, 1] },
    cost: { flops: n ** 3, bytes: 12 * n * n },
  });
}
