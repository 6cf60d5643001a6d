/**
 * Linear finite elements on tetrahedral meshes.
 *
 * @module
 */
export { type P1Pattern, p1Pattern } from "./pattern.ts";
export { type P1Space, p1Space, type P1SpaceOptions } from "./space.ts";
