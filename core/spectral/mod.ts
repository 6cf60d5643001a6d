/**
 * Laplace eigenmodes of a finite-element space.
 *
 * @module
 */
export {
  atGap,
  type SpectralBasis,
  type SpectralSolver,
  splitsCluster,
  widestGap,
} from "./basis.ts";
export { denseSolver } from "./dense_basis.ts";
export { lanczosSolver } from "./lanczos_basis.ts";
export { spectralShift, spectralSolver, usesDenseSolver } from "./solver.ts";
export {
  type LaplaceEigenmodes,
  laplaceEigenmodes,
  type LaplaceEigenmodesOptions,
} from "./laplace_eigenmodes.ts";
