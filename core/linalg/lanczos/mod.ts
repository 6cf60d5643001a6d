/**
 * Sparse symmetric eigenproblems by shift-invert block Lanczos.
 *
 * @module
 */
export type { Projection } from "./iterate.ts";
export { solveComplement } from "./complement.ts";
export { type KrylovSpace, krylovSpace } from "./krylov_space.ts";
export {
  deflatedFor,
  type EigenIteration,
  eigenIteration,
  type LanczosResult,
  lowestEigenpairs,
  panelsFor,
} from "./lowest_eigenpairs.ts";
