/**
 * Linear algebra: sparse matrices and their Cholesky factorisation, sparse and dense symmetric eigenproblems.
 *
 * @module
 */
export * from "./dense/mod.ts";
export * from "./lanczos/mod.ts";
export * from "./sparse/mod.ts";
export { type GemmTranspose, Workspace, type WorkspaceSize } from "../../wasm/mod.ts";
