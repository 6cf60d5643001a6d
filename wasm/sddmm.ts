/**
 * Sampled dense-dense product: the entries of U Vᵀ at the places of a sparsity pattern.
 *
 * @module
 */
import { addressOf, rawKernels, type Workspace } from "./workspace.ts";

/**
 * out[e] += U_a·V_b at every entry e = (a, b) of a CSR pattern.
 *
 * @param workspace The workspace all arrays live in.
 * @param columns Length of a row of U and V.
 * @param rowStart CSR row starts, [rows + 1].
 * @param columnIndex CSR column indices.
 * @param u U, row-major [rows × columns].
 * @param v V, row-major [rows × columns].
 * @param out One number per CSR entry, updated in place.
 */
export function sddmm(
  workspace: Workspace,
  columns: number,
  rowStart: Int32Array,
  columnIndex: Int32Array,
  u: Float64Array,
  v: Float64Array,
  out: Float64Array,
): void {
  rawKernels(workspace).sddmm(
    rowStart.length - 1,
    columns,
    addressOf(workspace, rowStart),
    addressOf(workspace, columnIndex),
    addressOf(workspace, u),
    addressOf(workspace, v),
    addressOf(workspace, out),
  );
}
