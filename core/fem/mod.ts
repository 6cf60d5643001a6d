/**
 * Linear finite elements on tetrahedral meshes.
 *
 * @module
 */
export {
  ELEMENT_COEFFICIENTS,
  isotropicCoefficients,
  type P1Coefficients,
  type P1Gradient,
} from "./coefficients.ts";
export { contractFaces, type FaceNodes, type Faces, faceScatter } from "./faces.ts";
export { type P1Pattern, p1Pattern } from "./pattern.ts";
export { type P1Space, p1Space, type P1SpaceOptions } from "./space.ts";
