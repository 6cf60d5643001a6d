/**
 * Matrix product C += α A B of row-major matrices.
 *
 * @module
 */
import type { Workspace } from "./workspace.ts";

/** C += α A B, with A m×k, B k×n and C m×n, row-major, all in `workspace`. */
export function gemm(
  workspace: Workspace,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
): void {
  workspace.raw.gemm(m, n, k, alpha, workspace.address(a), workspace.address(b), workspace.address(c));
}
