/**
 * A reduced system made on the processor, on a device.
 *
 * @module
 */
import type { ReducedModel } from "../../core/diffusion/reduced/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuReducedModel } from "./gpu_reduced_model.ts";

/** Uploads the matrices of a reduced system; disposing of it gives their memory back. */
export function uploadReducedModel(gpu: Gpu, model: ReducedModel): GpuReducedModel & Disposable {
  const square = model.modes ** 2, all = new Float64Array(3 * square);
  model.moments.forEach((moment, k) => all.set(moment, k * square));
  const moments = gpu.upload("moments", all);
  const storage = model.storage && gpu.upload("storage", model.storage);
  const { storage: _, ...rest } = model;
  return {
    ...rest,
    moments,
    ...(storage && { storage }),
    [Symbol.dispose]: () => {
      moments[Symbol.dispose]();
      storage?.[Symbol.dispose]();
    },
  };
}
