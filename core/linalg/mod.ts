/**
 * Linear algebra: sparse matrices and their Cholesky factorisation, sparse and dense symmetric eigenproblems, the
 * action of matrix exponentials.
 *
 * @module
 */
export * from "./dense/mod.ts";
export { type ComplexColumns, exponentialAction, type OperatorBatch } from "./exponential/mod.ts";
export * from "./lanczos/mod.ts";
export * from "./sparse/mod.ts";
export { type GemmTranspose, Workspace, type WorkspaceSize } from "../../wasm/mod.ts";
