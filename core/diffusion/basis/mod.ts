/**
 * Between the mesh and the reduced system: the basis, the projection onto it, and the adjoint of both.
 *
 * @module
 */
export { finerBasis, finerColumns } from "./finer_basis.ts";
export {
  type Corrections,
  type GalerkinBasis,
  galerkinBasis,
  galerkinColumns,
  type Modes,
} from "./galerkin_basis.ts";
export {
  type GradientMethod,
  meshCotangent,
  type MeshCotangentOptions,
  relaxationCotangent,
} from "./mesh_cotangent.ts";
export {
  nodalVolumes,
  projectedStiffness,
  reducedModel,
  type ReducedModelOptions,
  type ReducedVectors,
  reducedVectors,
} from "./reduced_model.ts";
