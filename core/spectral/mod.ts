/**
 * Laplace eigenmodes of a finite-element space.
 *
 * @module
 */
export { CLUSTER_GAP, type SpectralBasis, splitsCluster } from "./basis.ts";
export { denseBasis } from "./dense_basis.ts";
