/**
 * Dense symmetric eigenproblems.
 *
 * @module
 */
export {
  type DenseEigenOptions,
  type DenseEigenpairs,
  denseEigenSize,
  denseGeneralisedEigen,
  denseSymmetricEigen,
} from "./dense_eigen.ts";
export { columnsOf, denseProduct } from "./product.ts";
export { solveSmall } from "./solve_small.ts";
export { type RadauTableau, radauTableau } from "./radau.ts";
