/**
 * Between the mesh and the reduced system: the basis, the projection onto it, and the adjoint of both.
 *
 * @module
 */
export {
  type GalerkinBasis,
  galerkinBasis,
  galerkinColumns,
  type Modes,
} from "./galerkin_basis.ts";
export { type GradientMethod, meshCotangent } from "./mesh_cotangent.ts";
export { reducedModel } from "./reduced_model.ts";
