/**
 * Sparse linear algebra: matrices in compressed rows, and Cholesky factorisation of symmetric positive definite ones.
 *
 * @module
 */
export {
  csrFromTriplets,
  type CsrMatrix,
  type CsrPattern,
  multiply,
  toDense,
  transpose,
  type Triplet,
  validateMatrix,
  validatePattern,
} from "./csr.ts";
export {
  type CholeskyFactor,
  choleskyFactor,
  choleskyWorkspaceSize,
  type FactorSize,
  NotPositiveDefiniteError,
} from "./cholesky.ts";
export { analyse, type Symbolic } from "./symbolic.ts";
export { nestedDissection } from "./nested_dissection.ts";
