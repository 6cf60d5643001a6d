/**
 * The reduced Bloch-Torrey system on a graphics processor.
 *
 * @module
 */
export type { Budget } from "./budget.ts";
export type { GpuReducedModel } from "./gpu_reduced_model.ts";
export { type GpuReducedSignal, gpuReducedSignal, type GpuReducedSignalOptions } from "./signal.ts";
export { uploadReducedModel } from "./upload_reduced_model.ts";
