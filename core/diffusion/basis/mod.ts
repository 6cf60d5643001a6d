/**
 * Between the mesh and the reduced system: projection onto the eigenmodes, and its adjoint.
 *
 * @module
 */
export { type GradientMethod, meshCotangent } from "./mesh_cotangent.ts";
export { reducedModel, truncated } from "./reduced_model.ts";
export { correctedColumns, correctedModel } from "./static_correction.ts";
