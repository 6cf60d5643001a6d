/**
 * Conforming triangulations of the plane, of good angles.
 *
 * @module
 */
export type {
  Curve,
  Place,
  PlanarMesh,
  Region,
  Rim,
  RimNode,
  TriangulatedRegion,
} from "./planar_domain.ts";
export { triangulate } from "./triangulate.ts";
