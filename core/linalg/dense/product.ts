/**
 * Products and parts of plain dense matrices, row-major.
 *
 * @module
 */
import { gemm, type GemmTranspose, Workspace } from "../../../wasm/mod.ts";

/**
 * op(A) op(B).
 *
 * @param a A as stored: m×k, or k×m with `transA`.
 * @param b B as stored: k×n, or n×k with `transB`.
 * @param m Rows of the product.
 * @param k Depth of the product.
 * @param n Columns of the product.
 * @param transpose Which operands are transposed.
 * @returns The product, [m × n].
 */
export function denseProduct(
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
  transpose: GemmTranspose = {},
): Float64Array {
  const workspace = new Workspace({ float64: [m * k, k * n, m * n] });
  const left = workspace.copyFloat64(a),
    right = workspace.copyFloat64(b),
    out = workspace.float64(m * n);
  const lda = transpose.transA ? m : k, ldb = transpose.transB ? k : n;
  gemm(workspace, transpose, m, n, k, 1, left, lda, right, ldb, out, n);
  return out.slice();
}

/**
 * Some columns of a row-major matrix.
 *
 * @param matrix The matrix, [rows × n].
 * @param n Length of its rows.
 * @param from First column.
 * @param to One past the last column.
 * @returns The columns, [rows × (to − from)].
 */
export function columnsOf(matrix: Float64Array, n: number, from: number, to: number): Float64Array {
  const width = to - from, rows = matrix.length / n, part = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    part.set(matrix.subarray(row * n + from, row * n + to), row * width);
  }
  return part;
}
