/**
 * A dense matrix that lies in an array of a device.
 *
 * @module
 */
import type { GpuBlock } from "../block.ts";
import type { GpuArray } from "../device/gpu.ts";

/** A row-major matrix; entry (i, j) is number `offset + i·stride + j` of the array. A complex one has pairs of numbers there. */
export interface Matrix {
  readonly array: GpuArray;
  /** Numbers (pairs, where complex) from one row to the next. */
  readonly stride: number;
  /** Where it starts, in numbers (pairs, where complex); 0 by default. */
  readonly offset?: number;
}

/** A block as a matrix, from one of its columns on. */
export function blockMatrix({ array, width }: GpuBlock, firstColumn = 0): Matrix {
  return { array, stride: width, offset: firstColumn };
}

/** Checks that a matrix of some size lies within its array. */
export function checkMatrix(
  name: string,
  { array, stride, offset = 0 }: Matrix,
  rows: number,
  columns: number,
  words: 1 | 2 = 1,
): void {
  const end = rows > 0 && columns > 0 ? words * (offset + (rows - 1) * stride + columns) : 0;
  if (end <= array.length && (columns <= stride || rows <= 1)) return;
  throw new RangeError(
    `The matrix ${name} of ${rows} x ${columns} at ${offset} with stride ${stride} does not fit ` +
      `in '${array.label}', which has ${array.length} words`,
  );
}
