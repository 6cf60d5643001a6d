/**
 * A sparsity pattern on a device.
 *
 * @module
 */
import type { CsrPattern } from "../../core/linalg/sparse/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";

/** A symmetric CSR pattern; a matrix on it is an array of `entries` numbers in its order. */
export interface GpuPattern extends Disposable {
  readonly rows: number;
  readonly entries: number;
  /** [rows + 1]. */
  readonly rowStart: GpuArray;
  /** [entries]. */
  readonly columnIndex: GpuArray;
  /** The row of each entry, [entries]. */
  readonly rowIndex: GpuArray;
}

/** Uploads a pattern. */
export function uploadPattern(
  gpu: Gpu,
  { rows, rowStart, columnIndex }: CsrPattern,
): GpuPattern {
  const rowIndex = new Int32Array(columnIndex.length);
  for (let row = 0; row < rows; row++) rowIndex.fill(row, rowStart[row], rowStart[row + 1]);
  const arrays = {
    rowStart: gpu.upload("row starts", rowStart),
    columnIndex: gpu.upload("column indices", columnIndex),
    rowIndex: gpu.upload("row indices", rowIndex),
  };
  return {
    rows,
    entries: columnIndex.length,
    ...arrays,
    [Symbol.dispose]: () => Object.values(arrays).forEach((array) => array[Symbol.dispose]()),
  };
}
