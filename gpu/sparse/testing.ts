/**
 * Random patterns and blocks for the tests of kernels, with products by plain loops.
 *
 * @module
 */
import type { CsrPattern } from "../../core/linalg/sparse/mod.ts";
import { fillRandom, randomSource } from "../../wasm/testing.ts";
import { blockOf, type GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";

/** Numbers in [−1, 1) that single precision holds exactly. */
export function randomSingles(length: number, seed: number): Float64Array {
  return fillRandom(new Float64Array(length), randomSource(seed)).map(Math.fround);
}

/** A symmetric pattern with rows of 1 to about 20 entries. */
export function randomPattern(rows: number, seed: number): CsrPattern {
  const random = randomSource(seed);
  const neighbours = Array.from({ length: rows }, (_, a) => new Set([a]));
  for (let a = 0; a < rows; a++) {
    for (let j = Math.floor(10 * random()); j > 0; j--) {
      const b = Math.floor(rows * random());
      neighbours[a].add(b);
      neighbours[b].add(a);
    }
  }
  const rowStart = new Int32Array(rows + 1);
  neighbours.forEach((set, a) => rowStart[a + 1] = rowStart[a] + set.size);
  const columnIndex = neighbours.flatMap((set) => [...set].sort((a, b) => a - b));
  return { rows, columns: rows, rowStart, columnIndex: Int32Array.from(columnIndex) };
}

/** A block with numbers [rows × columns] whose padding is NaN on a device that poisons its arrays. */
export function poisonedBlock(
  gpu: Gpu,
  values: Float64Array,
  rows: number,
  columns: number,
): GpuBlock {
  const block = blockOf(gpu, "test block", rows, columns);
  for (let row = 0; row < rows; row++) {
    gpu.write(
      block.array,
      values.subarray(row * columns, (row + 1) * columns),
      row * block.width,
    );
  }
  return block;
}

/** Ax, and Σ_b |A_ab| |x_b|, which rounding is measured against. */
export function plainProduct(
  { rows, rowStart, columnIndex }: CsrPattern,
  values: ArrayLike<number>,
  x: Float64Array,
  columns: number,
): { product: Float64Array; size: Float64Array } {
  const product = new Float64Array(rows * columns), size = new Float64Array(rows * columns);
  for (let a = 0; a < rows; a++) {
    for (let e = rowStart[a]; e < rowStart[a + 1]; e++) {
      for (let c = 0; c < columns; c++) {
        const term = values[e] * x[columnIndex[e] * columns + c];
        product[a * columns + c] += term;
        size[a * columns + c] += Math.abs(term);
      }
    }
  }
  return { product, size };
}
