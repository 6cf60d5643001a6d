/**
 * Generators of shapes, of one compartment or of several, with a target edge length.
 *
 * @module
 */
export { box, type BoxOptions } from "./box.ts";
export { concentricCylinders, type ConcentricCylindersOptions } from "./concentric_cylinders.ts";
export { concentricSpheres, type ConcentricSpheresOptions } from "./concentric_spheres.ts";
export { cylinder, type CylinderOptions } from "./cylinder.ts";
export { type BundleCylinder } from "./bundle_checks.ts";
export { cylindersInBox, type CylindersInBoxOptions } from "./cylinders_in_box.ts";
export { ellipsoid, type EllipsoidOptions } from "./ellipsoid.ts";
export { sphere, type SphereOptions } from "./sphere.ts";
export { stackedPlates, type StackedPlatesOptions } from "./stacked_plates.ts";
export { torus, type TorusOptions } from "./torus.ts";
