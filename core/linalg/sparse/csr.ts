/**
 * Sparse matrices in compressed sparse row (CSR) form: the pattern, the values, and what is done with them once.
 *
 * @module
 */

/** The places of a sparse matrix's entries: row i holds columns `columnIndex[rowStart[i] … rowStart[i+1])`. */
export interface CsrPattern {
  /** Number of rows. */
  readonly rows: number;
  /** Number of columns. */
  readonly columns: number;
  /** Where each row starts in `columnIndex`, [rows + 1]. */
  readonly rowStart: Int32Array;
  /** The column of each entry, ascending within a row, [entries]. */
  readonly columnIndex: Int32Array;
}

/** A sparse matrix: a pattern and a value for each of its entries. */
export interface CsrMatrix extends CsrPattern {
  /** The value of each entry, in the pattern's order, [entries]. */
  readonly values: Float64Array;
}

/** One entry of a matrix: row, column, value. */
export type Triplet = readonly [row: number, column: number, value: number];

/**
 * Checks that a pattern is well formed: starts ascend, columns are in range and strictly ascending within each row.
 *
 * @param pattern The pattern.
 * @throws {RangeError} If it is not; the message names the row.
 */
export function validatePattern(pattern: CsrPattern): void {
  const { rows, columns, rowStart, columnIndex } = pattern;
  if (rowStart.length !== rows + 1) {
    throw new RangeError(
      `Cannot use the sparse pattern: rowStart has ${rowStart.length} elements, expected ${
        rows + 1
      }`,
    );
  }
  if (rowStart[0] !== 0 || rowStart[rows] !== columnIndex.length) {
    throw new RangeError(
      `Cannot use the sparse pattern: rowStart runs from ${rowStart[0]} to ${rowStart[rows]}, ` +
        `expected 0 to ${columnIndex.length}`,
    );
  }
  for (let row = 0; row < rows; row++) {
    if (rowStart[row + 1] < rowStart[row]) {
      throw new RangeError(`Cannot use the sparse pattern: rowStart descends after row ${row}`);
    }
  }
  for (let row = 0; row < rows; row++) {
    let previous = -1;
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) {
      const column = columnIndex[e];
      if (column >= columns || column <= previous) {
        throw new RangeError(
          `Cannot use the sparse pattern: row ${row} has column ${column} after ${previous}, ` +
            `expected ascending columns below ${columns}`,
        );
      }
      previous = column;
    }
  }
}

/**
 * Checks that a matrix is well formed: its pattern is, and it has one finite value per entry.
 *
 * @param matrix The matrix.
 * @throws {RangeError} If it is not.
 */
export function validateMatrix(matrix: CsrMatrix): void {
  validatePattern(matrix);
  const { values, columnIndex, rowStart, rows } = matrix;
  if (values.length !== columnIndex.length) {
    throw new RangeError(
      `Cannot use the sparse matrix: it has ${values.length} values for ${columnIndex.length} entries`,
    );
  }
  for (let row = 0; row < rows; row++) {
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) {
      if (!Number.isFinite(values[e])) {
        throw new RangeError(
          `Cannot use the sparse matrix: the entry at row ${row}, column ${columnIndex[e]} is ${
            values[e]
          }`,
        );
      }
    }
  }
}

/**
 * Builds a matrix from entries in any order; entries at the same place are added.
 *
 * @param rows Number of rows.
 * @param columns Number of columns.
 * @param triplets The entries.
 * @returns The matrix; zeros that were given explicitly stay in the pattern.
 * @throws {RangeError} If an index is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { csrFromTriplets, toDense } from "@torrey/torrey/linalg";
 *
 * const matrix = csrFromTriplets(2, 2, [[0, 0, 1], [1, 0, 2], [1, 0, 3]]);
 * assertEquals([...toDense(matrix)], [1, 0, 5, 0]);
 * ```
 */
export function csrFromTriplets(
  rows: number,
  columns: number,
  triplets: Iterable<Triplet>,
): CsrMatrix {
  const byRow: Map<number, number>[] = Array.from({ length: rows }, () => new Map());
  for (const [row, column, value] of triplets) {
    if (!(row >= 0 && row < rows && column >= 0 && column < columns)) {
      throw new RangeError(
        `Cannot build the sparse matrix: entry (${row}, ${column}) is outside ${rows} × ${columns}`,
      );
    }
    byRow[row].set(column, (byRow[row].get(column) ?? 0) + value);
  }
  const rowStart = new Int32Array(rows + 1);
  byRow.forEach((entries, row) => rowStart[row + 1] = rowStart[row] + entries.size);
  const columnIndex = new Int32Array(rowStart[rows]);
  const values = new Float64Array(rowStart[rows]);
  byRow.forEach((entries, row) => {
    let e = rowStart[row];
    for (const [column, value] of [...entries].sort((a, b) => a[0] - b[0])) {
      columnIndex[e] = column;
      values[e++] = value;
    }
  });
  return { rows, columns, rowStart, columnIndex, values };
}

/**
 * The transpose of a matrix.
 *
 * @param matrix The matrix A, rows × columns.
 * @returns Aᵀ, columns × rows.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { csrFromTriplets, toDense, transpose } from "@torrey/torrey/linalg";
 *
 * const matrix = csrFromTriplets(1, 2, [[0, 1, 7]]);
 * assertEquals([...toDense(transpose(matrix))], [0, 7]);
 * ```
 */
export function transpose(matrix: CsrMatrix): CsrMatrix {
  const { rows, columns, rowStart, columnIndex, values } = matrix;
  const start = new Int32Array(columns + 1);
  for (const column of columnIndex) start[column + 1]++;
  for (let column = 0; column < columns; column++) start[column + 1] += start[column];
  const next = start.slice(0, columns);
  const index = new Int32Array(columnIndex.length);
  const transposed = new Float64Array(columnIndex.length);
  for (let row = 0; row < rows; row++) {
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) {
      const place = next[columnIndex[e]]++;
      index[place] = row;
      transposed[place] = values[e];
    }
  }
  return { rows: columns, columns: rows, rowStart: start, columnIndex: index, values: transposed };
}

/**
 * The matrix with its zeros written out.
 *
 * @param matrix The matrix.
 * @returns Its elements, row-major, [rows × columns].
 */
export function toDense(matrix: CsrMatrix): Float64Array {
  const { rows, columns, rowStart, columnIndex, values } = matrix;
  const dense = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) {
      dense[row * columns + columnIndex[e]] += values[e];
    }
  }
  return dense;
}

/**
 * Y = A X for a block of column vectors, in plain TypeScript: the twin of the kernel `spmm`, and of `spmv` for one column.
 *
 * @param matrix The matrix A.
 * @param x The block X, row-major, [A.columns × width].
 * @param width Number of columns of X.
 * @param y Where the product goes, row-major, [A.rows × width].
 * @returns `y`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { csrFromTriplets, multiply } from "@torrey/torrey/linalg";
 *
 * const matrix = csrFromTriplets(2, 2, [[0, 0, 2], [0, 1, 1], [1, 1, 3]]);
 * assertEquals([...multiply(matrix, Float64Array.of(1, 4))], [6, 12]);
 * ```
 */
export function multiply(
  matrix: CsrMatrix,
  x: Float64Array,
  width: number = 1,
  y: Float64Array = new Float64Array(matrix.rows * width),
): Float64Array {
  const { rows, rowStart, columnIndex, values } = matrix;
  y.fill(0, 0, rows * width);
  for (let row = 0; row < rows; row++) {
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) {
      const value = values[e];
      const from = columnIndex[e] * width;
      const to = row * width;
      for (let j = 0; j < width; j++) y[to + j] += value * x[from + j];
    }
  }
  return y;
}
