/**
 * Blocks of nodal vectors put together column by column.
 *
 * @module
 */
import type { P1Space } from "../../fem/mod.ts";

/** Some columns of a row-major block of nodal vectors. */
export interface Columns {
  /** The block, [nodes × width]. */
  readonly block: Float64Array;
  /** Length of its rows. */
  readonly width: number;
  /** The first column meant. */
  readonly from: number;
  /** One past the last column meant. */
  readonly to: number;
}

/** All columns of a block. */
export function allColumns(block: Float64Array, width: number): Columns {
  return { block, width, from: 0, to: width };
}

/**
 * Copies columns into a wider block.
 *
 * @param rows Number of rows.
 * @param source The columns.
 * @param target The block they go to, row-major.
 * @param width Length of its rows.
 * @param at The column the first of them becomes.
 */
export function copyColumns(
  rows: number,
  { block, width: own, from, to }: Columns,
  target: Float64Array,
  width: number,
  at: number,
): void {
  const count = to - from;
  for (let row = 0, read = from, write = at; row < rows; row++, read += own, write += width) {
    for (let j = 0; j < count; j++) target[write + j] = block[read + j];
  }
}

/** Blocks of columns side by side, row-major. */
export function sideBySide(rows: number, parts: readonly Columns[]): Float64Array {
  const width = parts.reduce((sum, { from, to }) => sum + to - from, 0);
  const all = new Float64Array(rows * width);
  let at = 0;
  for (const part of parts) {
    copyColumns(rows, part, all, width, at);
    at += part.to - part.from;
  }
  return all;
}

/**
 * Products of matrices with columns, side by side: A_1X_1, A_2X_2, …; uses the space's first two blocks.
 *
 * @param space The space.
 * @param factors The matrices' values, each with the columns it multiplies.
 * @returns The products, row-major.
 */
export function productsOf(
  space: P1Space,
  factors: readonly (readonly [values: Float64Array, columns: Columns])[],
): Float64Array {
  const [x, ax] = space.blocks, { nodes } = space;
  const width = factors.reduce((sum, [, { from, to }]) => sum + to - from, 0);
  const all = new Float64Array(nodes * width);
  let at = 0;
  for (const [values, columns] of factors) {
    const count = columns.to - columns.from;
    copyColumns(nodes, columns, x, count, 0);
    space.apply(values, x, count, ax);
    copyColumns(nodes, allColumns(ax, count), all, width, at);
    at += count;
  }
  return all;
}
