/**
 * Symmetric rank-k update C += α A Aᵀ (or α AᵀA) of row-major matrices.
 *
 * @module
 */
import { addressOf, rawKernels, type Workspace } from "./workspace.ts";

/**
 * C += α A Aᵀ with A n×k, or with `trans` C += α AᵀA with A k×n; C is symmetric n×n and both triangles are written.
 *
 * @param workspace The workspace both matrices live in.
 * @param trans Whether A is transposed.
 * @param n Order of C.
 * @param k Rank of the update.
 * @param alpha The factor α.
 * @param a A as stored.
 * @param lda Length of a stored row of `a`.
 * @param c C, updated in place.
 * @param ldc Length of a stored row of `c`.
 */
export function syrk(
  workspace: Workspace,
  trans: boolean,
  n: number,
  k: number,
  alpha: number,
  a: Float64Array,
  lda: number,
  c: Float64Array,
  ldc: number,
): void {
  rawKernels(workspace).syrk(
    trans ? 1 : 0,
    n,
    k,
    alpha,
    addressOf(workspace, a),
    lda,
    addressOf(workspace, c),
    ldc,
  );
}
