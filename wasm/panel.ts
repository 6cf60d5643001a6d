/**
 * Products of tall row-major panels with few columns, as block Lanczos needs them: C += AᵀB and B −= A C.
 *
 * @module
 */
import { addressOf, rawKernels, type Workspace } from "./workspace.ts";

/**
 * C += AᵀB.
 *
 * @param workspace The workspace all arrays live in.
 * @param rows Rows of both panels.
 * @param p Columns of A, a multiple of 4.
 * @param q Columns of B, a multiple of 4.
 * @param a A, [rows × p].
 * @param b B, [rows × q].
 * @param c C, [p × q], updated in place.
 */
export function panelGram(
  workspace: Workspace,
  rows: number,
  p: number,
  q: number,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
): void {
  rawKernels(workspace).panelGram(
    rows,
    p,
    q,
    addressOf(workspace, a),
    addressOf(workspace, b),
    addressOf(workspace, c),
  );
}

/**
 * B −= A C.
 *
 * @param workspace The workspace all arrays live in.
 * @param rows Rows of both panels.
 * @param p Columns of A.
 * @param q Columns of B, a multiple of 4.
 * @param a A, [rows × p].
 * @param c C, [p × q].
 * @param b B, [rows × q], updated in place.
 */
export function panelSubtract(
  workspace: Workspace,
  rows: number,
  p: number,
  q: number,
  a: Float64Array,
  c: Float64Array,
  b: Float64Array,
): void {
  rawKernels(workspace).panelSubtract(
    rows,
    p,
    q,
    addressOf(workspace, a),
    addressOf(workspace, c),
    addressOf(workspace, b),
  );
}
