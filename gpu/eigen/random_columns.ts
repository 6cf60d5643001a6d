/**
 * Pseudo-random blocks that are the same on every machine and in every run: what searches start from.
 *
 * @module
 */
import { type GpuBlock, uploadBlock } from "../block.ts";
import type { Gpu } from "../device.ts";

/** Numbers in [−1, 1): Marsaglia's xorshift32. */
export function randomNumbers(seed: number): () => number {
  let state = (Math.imul(seed + 1, 0x9e3779b9) >>> 0) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2147483648 - 1;
  };
}

/**
 * Columns in which all smooth modes are equally present: independent numbers of mean 0 and variance 1/v_a, v_a = Σ_b M_ab.
 *
 * @param volumes v, [rows].
 * @param columns Number of columns.
 * @param seed Blocks of other seeds are independent.
 * @returns The block, [rows × columns].
 */
export function randomColumns(volumes: Float64Array, columns: number, seed: number): Float64Array {
  const random = randomNumbers(seed), out = new Float64Array(volumes.length * columns);
  for (let row = 0; row < volumes.length; row++) {
    const size = Math.sqrt(3 / volumes[row]);
    for (let j = 0; j < columns; j++) out[row * columns + j] = size * random();
  }
  return out;
}

/** {@linkcode randomColumns} on a device. */
export function randomBlock(
  gpu: Gpu,
  volumes: Float64Array,
  columns: number,
  seed: number,
): GpuBlock {
  const values = randomColumns(volumes, columns, seed);
  return uploadBlock(gpu, "random columns", values, volumes.length, columns);
}
