/**
 * Sparse symmetric eigenproblems by shift-invert block Lanczos.
 *
 * @module
 */
export { type KrylovSpace, krylovSpace } from "./krylov_space.ts";
export { type LanczosResult, lowestEigenpairs, panelsFor } from "./lowest_eigenpairs.ts";
