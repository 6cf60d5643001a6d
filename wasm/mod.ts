/**
 * The WASM SIMD core: a workspace that owns the memory, and one typed function per kernel.
 *
 * @module
 */
export { Workspace, type WorkspaceSize } from "./workspace.ts";
export { gemm } from "./gemm.ts";
