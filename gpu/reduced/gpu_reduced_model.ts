/**
 * The reduced Bloch-Torrey system on a device: its matrices in single precision, the rest in double on the processor.
 *
 * @module
 */
import type { ReducedModel } from "../../core/diffusion/reduced/mod.ts";
import type { GpuArray } from "../device/gpu.ts";

/** A reduced system s' = −(Λ + i Σ_k q_k W_k)s whose moments live on a device. */
export interface GpuReducedModel extends Omit<ReducedModel, "moments" | "storage"> {
  /** W_x, W_y, W_z one after the other, [3n × n] without padding. */
  readonly moments: GpuArray;
  /** E, [n × n] without padding, where magnetisation is stored and T1 ≠ T2. */
  readonly storage?: GpuArray;
}
