/**
 * How the modes are searched for.
 *
 * @module
 */
import type { GpuModes } from "./gpu_modes.ts";

/** Options of {@linkcode gpuModes}. */
export interface GpuModesOptions {
  /** Number of modes computed beyond those asked for; a tenth of these, at least 8, by default. */
  readonly guards?: number;
  /** σ of static responses, carried along, 1/ms; `spectralShift` by default. */
  readonly shift?: number;
  /** Modes of the same mesh at other positions or constants, to begin with; of any number. */
  readonly start?: Pick<GpuModes, "eigenvalues" | "next" | "block" | "guards">;
  /** Where to compute; by default on the processor if the mesh is too small for the method. */
  readonly computeOn?: "gpu" | "cpu";
}

/** Guard modes unless told otherwise. */
export function defaultGuards(modes: number): number {
  return Math.max(8, Math.ceil(modes / 10));
}
