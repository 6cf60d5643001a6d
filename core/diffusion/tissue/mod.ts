/**
 * Tissues: compartments, the walls between and around them, and the mesh they fill.
 *
 * @module
 */
export { checkConstant, checkTissue, compartmentIds, hasCompartments } from "./check_tissue.ts";
export type { CheckedCompartment, CheckedTissue } from "./check_tissue.ts";
export { type TissueCoefficients, tissueCoefficients } from "./coefficients.ts";
export { tensorEntries } from "./diffusion_tensor.ts";
export { type InterfaceFaces, interfaceFaces } from "./interface_faces.ts";
export type { Compartment, CompartmentTissue, Diffusivity, Interface, Tissue } from "./tissue.ts";
export { type TissueMesh, tissueMesh, tissueWarnings } from "./tissue_mesh.ts";
