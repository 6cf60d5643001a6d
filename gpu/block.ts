/**
 * A block of vectors on a device: row-major [rows × columns], each row padded to whole vec4s.
 *
 * @module
 */
import type { Gpu } from "./device.ts";
import type { GpuArray } from "./device/gpu.ts";

/** A block of vectors. What is in the padding is arbitrary, and may be NaN: kernels must not let it reach a column. */
export interface GpuBlock extends Disposable {
  readonly array: GpuArray;
  readonly rows: number;
  readonly columns: number;
  /** Length of a row, `columns` rounded up to a multiple of 4. */
  readonly width: number;
}

/** The length of a row of some columns. */
export function blockWidth(columns: number): number {
  return 4 * Math.ceil(columns / 4);
}

/** Room for a block; what is in it is arbitrary. */
export function blockOf(gpu: Gpu, label: string, rows: number, columns: number): GpuBlock {
  const width = blockWidth(columns), array = gpu.array(label, rows * width);
  return { array, rows, columns, width, [Symbol.dispose]: () => array[Symbol.dispose]() };
}

/** A block with these numbers, [rows × columns] without padding. */
export function uploadBlock(
  gpu: Gpu,
  label: string,
  values: Float64Array | Float32Array,
  rows: number,
  columns: number,
): GpuBlock {
  const block = blockOf(gpu, label, rows, columns);
  writeBlock(gpu, block, values);
  return block;
}

/** Overwrites a block with numbers [rows × columns] without padding; the padding becomes zero. */
export function writeBlock(
  gpu: Gpu,
  { array, rows, columns, width }: GpuBlock,
  values: Float64Array | Float32Array,
): void {
  if (width === columns) return gpu.write(array, values);
  const all = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < columns; j++) all[row * width + j] = values[row * columns + j];
  }
  gpu.write(array, all);
}

/** The columns of a block that was read back, without padding, [rows × columns]. */
export function withoutPadding(
  { rows, columns, width }: GpuBlock,
  data: Float32Array,
): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < columns; j++) out[row * columns + j] = data[row * width + j];
  }
  return out;
}
