/**
 * Generators of simple shapes with a target edge length.
 *
 * @module
 */
export { box, type BoxOptions } from "./box.ts";
export { cylinder, type CylinderOptions } from "./cylinder.ts";
export { ellipsoid, type EllipsoidOptions } from "./ellipsoid.ts";
export { sphere, type SphereOptions } from "./sphere.ts";
export { torus, type TorusOptions } from "./torus.ts";
