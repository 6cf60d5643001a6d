/**
 * Triangular solves with many right-hand sides.
 *
 * @module
 */
import { addressOf, rawKernels, type Workspace } from "./workspace.ts";

/**
 * B ← L⁻¹B, or B ← L⁻ᵀB with `trans`, with L lower triangular n×n and B n×m, row-major, both in `workspace`.
 *
 * @param workspace The workspace both matrices live in.
 * @param trans Whether L is transposed.
 * @param n Order of L.
 * @param m Columns of B.
 * @param l L; its strict upper triangle is not read.
 * @param ldl Length of a stored row of `l`.
 * @param b B, replaced by the solution.
 * @param ldb Length of a stored row of `b`.
 */
export function triangularSolve(
  workspace: Workspace,
  trans: boolean,
  n: number,
  m: number,
  l: Float64Array,
  ldl: number,
  b: Float64Array,
  ldb: number,
): void {
  rawKernels(workspace).triangularSolve(
    trans ? 1 : 0,
    n,
    m,
    addressOf(workspace, l),
    ldl,
    addressOf(workspace, b),
    ldb,
  );
}
