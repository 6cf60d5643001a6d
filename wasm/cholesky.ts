/**
 * Dense Cholesky factorisation A = L Lᵀ.
 *
 * @module
 */
import { addressOf, rawKernels, type Workspace } from "./workspace.ts";

/**
 * Replaces the lower triangle of the symmetric positive definite A (n×n, row-major) by its Cholesky factor L and the
 * strict upper triangle by zeros.
 *
 * @param workspace The workspace `a` lives in.
 * @param n Order of A.
 * @param a A; only its lower triangle is read.
 * @param lda Length of a stored row of `a`.
 * @returns −1, or the index of the row whose pivot is not positive: A is not positive definite.
 */
export function cholesky(workspace: Workspace, n: number, a: Float64Array, lda: number): number {
  return rawKernels(workspace).cholesky(n, addressOf(workspace, a), lda);
}
