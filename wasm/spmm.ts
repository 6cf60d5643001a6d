/**
 * Products of a sparse matrix in compressed sparse row form with a vector and with a block of vectors.
 *
 * @module
 */
import { addressOf, rawKernels, type Workspace } from "./workspace.ts";

/** A sparse matrix whose arrays live in a workspace. */
export interface SparseOperand {
  /** Number of rows. */
  readonly rows: number;
  /** Where each row starts, [rows + 1]. */
  readonly rowStart: Int32Array;
  /** The column of each entry. */
  readonly columnIndex: Int32Array;
  /** The value of each entry. */
  readonly values: Float64Array;
}

/**
 * y = A x.
 *
 * @param workspace The workspace all the arrays live in.
 * @param matrix A.
 * @param x The vector, [columns of A].
 * @param y Where the product goes, [rows of A].
 */
export function spmv(
  workspace: Workspace,
  matrix: SparseOperand,
  x: Float64Array,
  y: Float64Array,
): void {
  rawKernels(workspace).spmv(
    matrix.rows,
    addressOf(workspace, matrix.rowStart),
    addressOf(workspace, matrix.columnIndex),
    addressOf(workspace, matrix.values),
    addressOf(workspace, x),
    addressOf(workspace, y),
  );
}

/**
 * Y = A X for a row-major block of `width` vectors.
 *
 * @param workspace The workspace all the arrays live in.
 * @param matrix A.
 * @param x The block, [columns of A × width].
 * @param width Number of vectors, at least 1.
 * @param y Where the product goes, [rows of A × width].
 */
export function spmm(
  workspace: Workspace,
  matrix: SparseOperand,
  x: Float64Array,
  width: number,
  y: Float64Array,
): void {
  rawKernels(workspace).spmm(
    matrix.rows,
    addressOf(workspace, matrix.rowStart),
    addressOf(workspace, matrix.columnIndex),
    addressOf(workspace, matrix.values),
    addressOf(workspace, x),
    addressOf(workspace, y),
    width,
  );
}
