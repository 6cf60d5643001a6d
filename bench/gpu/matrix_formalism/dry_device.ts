/**
 * A device that only counts: what problems too large for the machine at hand would ask of one. What is read back is zero.
 *
 * @module
 */
import { countRun, newCounters } from "../../../gpu/device/counters.ts";
import type { Gpu, Words } from "../../../gpu/device/gpu.ts";
import type { GpuArray, WordType } from "../../../gpu/device/gpu.ts";

/** Makes the device. */
export function dryDevice(): Gpu {
  const counters = newCounters();
  const make = (label: string, length: number, type: WordType = "f32"): GpuArray => ({
    gpu,
    label,
    length,
    type,
    get buffer(): GPUBuffer {
      throw new Error(`The array '${label}' is only counted`);
    },
    [Symbol.dispose]: () => {},
  });
  const gpu: Gpu = {
    description: "no device, operations are counted only",
    software: true,
    // Those that every device has.
    limits: {
      maxStorageBufferBindingSize: 2 ** 27,
      maxBufferSize: 2 ** 28,
      maxComputeWorkgroupsPerDimension: 65535,
      maxComputeWorkgroupStorageSize: 16384,
    } as GPUSupportedLimits,
    counters,
    array: make,
    zeros: make,
    upload: (label, values: Words) => {
      counters.bytesUp += 4 * values.length;
      return make(label, values.length);
    },
    write: (_array, values) => {
      counters.bytesUp += 4 * values.length;
    },
    clear: () => {},
    copy: () => {},
    run: (kernel, { cost }) => countRun(counters, kernel.name, cost ?? { flops: 0, bytes: 0 }),
    flush: () => {},
    read: (...arrays) => {
      counters.readBacks++;
      counters.bytesDown += arrays.reduce((sum, { length }) => sum + 4 * length, 0);
      return Promise.resolve(arrays.map(({ length }) => new Float32Array(length)));
    },
    finished: () => Promise.resolve(),
    lost: () => false,
    [Symbol.dispose]: () => {},
  };
  return gpu;
}
