/**
 * Eigenmodes on a device.
 *
 * @module
 */
export { findsModesOnCpu, gpuModes } from "./compute_modes.ts";
export { type EigenWork, type GpuModes, type GuardModes, lowestModes } from "./gpu_modes.ts";
export type { GpuModesOptions } from "./options.ts";
