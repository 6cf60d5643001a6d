/**
 * Dense symmetric eigenproblems A z = λ z and K p = λ M p, row-major.
 *
 * @module
 */
import { addressOf, rawKernels, type Workspace, type WorkspaceSize } from "./workspace.ts";

/** What became of a dense eigenproblem. */
export type EigenStatus =
  | { readonly kind: "solved" }
  | { readonly kind: "not finite" }
  | { readonly kind: "not converged" }
  | { readonly kind: "not positive definite"; readonly row: number };

/** Lengths of the scratch that {@linkcode symmetricEigen} and {@linkcode generalisedEigen} take and give back. */
export function eigenScratch(n: number): Required<WorkspaceSize> {
  return { float64: [3 * n * n + 200 * n + 8300], int32: [5 * n] };
}

function statusOf(code: number): EigenStatus {
  if (code === 0) return { kind: "solved" };
  if (code === 1) return { kind: "not finite" };
  if (code === 2) return { kind: "not converged" };
  return { kind: "not positive definite", row: code - 3 };
}

/**
 * The lowest `count` eigenpairs of the symmetric A.
 *
 * @param workspace The workspace all arrays live in, with {@linkcode eigenScratch} free.
 * @param n Order of A.
 * @param count Eigenvectors wanted, 1 to n.
 * @param a A, n×n; only its lower triangle is read; destroyed.
 * @param values All n eigenvalues, ascending.
 * @param vectors The eigenvectors, n×count, one a column, orthonormal, the largest entry of each positive.
 * @returns Whether it succeeded.
 */
export function symmetricEigen(
  workspace: Workspace,
  n: number,
  count: number,
  a: Float64Array,
  values: Float64Array,
  vectors: Float64Array,
): EigenStatus {
  const mark = workspace.mark();
  const scratch = eigenScratch(n);
  const work = workspace.float64(scratch.float64[0]);
  const integers = workspace.int32(scratch.int32[0]);
  const code = rawKernels(workspace).symmetricEigen(
    n,
    count,
    addressOf(workspace, a),
    addressOf(workspace, values),
    addressOf(workspace, vectors),
    addressOf(workspace, work),
    addressOf(workspace, integers),
  );
  workspace.release(mark);
  return statusOf(code);
}

/**
 * The lowest `count` eigenpairs of K p = λ M p with PᵀMP = I.
 *
 * @param workspace The workspace all arrays live in, with {@linkcode eigenScratch} free.
 * @param n Order of K and M.
 * @param count Eigenvectors wanted, 1 to n.
 * @param k K, n×n symmetric; only its lower triangle is read; destroyed.
 * @param m M, n×n symmetric positive definite; only its lower triangle is read; replaced by its Cholesky factor.
 * @param values All n eigenvalues, ascending.
 * @param vectors The eigenvectors, n×count, one a column, the largest entry of each positive.
 * @returns Whether it succeeded.
 */
export function generalisedEigen(
  workspace: Workspace,
  n: number,
  count: number,
  k: Float64Array,
  m: Float64Array,
  values: Float64Array,
  vectors: Float64Array,
): EigenStatus {
  const mark = workspace.mark();
  const scratch = eigenScratch(n);
  const work = workspace.float64(scratch.float64[0]);
  const integers = workspace.int32(scratch.int32[0]);
  const code = rawKernels(workspace).generalisedEigen(
    n,
    count,
    addressOf(workspace, k),
    addressOf(workspace, m),
    addressOf(workspace, values),
    addressOf(workspace, vectors),
    addressOf(workspace, work),
    addressOf(workspace, integers),
  );
  workspace.release(mark);
  return statusOf(code);
}
