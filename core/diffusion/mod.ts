/**
 * Diffusion MRI: protocols, directions, the signal of a mesh and its gradient, exact signals, fits, FSL files.
 *
 * @module
 */
export type { GradientMethod } from "./basis/mod.ts";
export * from "./exact/mod.ts";
export * from "./fit/mod.ts";
export * from "./fsl/mod.ts";
export * from "./matrix_formalism/mod.ts";
export * from "./protocol/mod.ts";
