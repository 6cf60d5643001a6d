/**
 * Matrix product C += α op(A) op(B) of row-major matrices.
 *
 * @module
 */
import { addressOf, rawKernels, type Workspace } from "./workspace.ts";

/** Which operands are transposed; none by default. */
export interface GemmTranspose {
  /** Use Aᵀ: `a` is stored k×m. */
  readonly transA?: boolean;
  /** Use Bᵀ: `b` is stored n×k. */
  readonly transB?: boolean;
}

/**
 * C += α op(A) op(B), with op(A) m×k, op(B) k×n and C m×n, row-major, all in `workspace`.
 *
 * @param workspace The workspace all three matrices live in.
 * @param transpose Which of A and B are transposed.
 * @param m Rows of C.
 * @param n Columns of C.
 * @param k Depth of the product.
 * @param alpha The factor α.
 * @param a A, or Aᵀ as stored.
 * @param lda Length of a stored row of `a`.
 * @param b B, or Bᵀ as stored.
 * @param ldb Length of a stored row of `b`.
 * @param c C, updated in place.
 * @param ldc Length of a stored row of `c`.
 */
export function gemm(
  workspace: Workspace,
  transpose: GemmTranspose,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: Float64Array,
  lda: number,
  b: Float64Array,
  ldb: number,
  c: Float64Array,
  ldc: number,
): void {
  rawKernels(workspace).gemm(
    transpose.transA ? 1 : 0,
    transpose.transB ? 1 : 0,
    m,
    n,
    k,
    alpha,
    addressOf(workspace, a),
    lda,
    addressOf(workspace, b),
    ldb,
    addressOf(workspace, c),
    ldc,
  );
}
