/**
 * Reconstruction: from a signal to the shape of the cell, by gradient descent through the simulator.
 *
 * @module
 */
export { type CellDeformation, cellDeformation, type CellParameters } from "./cell_deformation.ts";
export { attenuation } from "./measured_signal.ts";
export { type PrincipalFrame, principalFrame } from "./principal_frame.ts";
export { reconstructDeformation } from "./reconstruct_deformation.ts";
export { reconstructShape, type ShapeOptions, type ShapeParameters } from "./reconstruct_shape.ts";
export type {
  DeformationOptions,
  DescentOptions,
  FitQuality,
  Reconstruction,
  ReconstructionProgress,
  ReconstructionState,
} from "./reconstruction.ts";
export { shapeDistance } from "./shape_distance.ts";
export { type SmoothModes, smoothModes } from "./smooth_modes.ts";
export { formatReconstructionState, parseReconstructionState } from "./state_text.ts";
export { surfaceDistance } from "./surface_distance.ts";
