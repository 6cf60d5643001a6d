/**
 * Signals and gradients on a graphics processor, by WebGPU: `backend: await gpu()`, or `backend: "auto"`.
 *
 * @module
 */
import { offerBackend } from "../core/diffusion/mod.ts";
import { auto } from "./auto.ts";

offerBackend(() => auto());

export { auto, AUTO_CROSSOVER } from "./auto.ts";
export { gpu, type GpuBackend, type GpuBackendOptions } from "./backend.ts";
export { type AdapterOptions as GpuAdapterOptions } from "./device/adapter.ts";
export { type Counters as GpuCounters } from "./device/counters.ts";
export { GpuError, type GpuFailure } from "./gpu_error.ts";
