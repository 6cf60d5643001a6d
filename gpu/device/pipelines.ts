/**
 * The compute pipelines of a device, one per kernel, and the bind groups they were run with.
 *
 * @module
 */
import { GpuError } from "../gpu_error.ts";
import type { Faults } from "./faults.ts";
import { type Kernel, kernelSource, MOST_PARAMS } from "./kernel.ts";

/** A kernel compiled for a device. */
export interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  /** The bind group of buffers in binding order; found again for the same ones. */
  readonly bind: (buffers: readonly GPUBuffer[]) => GPUBindGroup;
}

/** Bind groups that are kept for each kernel. */
const MOST_GROUPS = 512;

/** What every WebGPU device can do, and kernels must keep to: arrays, invocations of a workgroup, parameters. */
const MOST_ARRAYS = 8, MOST_INVOCATIONS = 256;

/** Refuses a kernel that some device could not run. */
function checkKernel({ name, bindings, params, workgroup }: Kernel): void {
  const counts = [
    [Object.keys(bindings).length, MOST_ARRAYS, "arrays"],
    [Object.keys(params).length, MOST_PARAMS, "parameters"],
    [workgroup[0] * workgroup[1] * workgroup[2], MOST_INVOCATIONS, "invocations of a workgroup"],
  ] as const;
  for (const [count, most, what] of counts) {
    if (count <= most) continue;
    throw new GpuError("limit", `The kernel '${name}' has ${count} ${what}, but ${most} at most`);
  }
}

/** Numbers buffers, so that lists of them can be looked up. */
function bufferNumbers(): (buffer: GPUBuffer) => number {
  const numbers = new WeakMap<GPUBuffer, number>();
  let next = 0;
  return (buffer) => {
    const known = numbers.get(buffer);
    if (known !== undefined) return known;
    numbers.set(buffer, next);
    return next++;
  };
}

/**
 * Makes the cache of a device.
 *
 * @param device The device.
 * @param faults Told which kernel is refused.
 * @param uniforms The layout of the parameters, group 1.
 * @returns The function from kernel to pipeline.
 */
export function pipelineCache(
  device: GPUDevice,
  faults: Faults,
  uniforms: GPUBindGroupLayout,
): (kernel: Kernel) => Pipeline {
  const known = new WeakMap<Kernel, Pipeline>(), named = new Map<string, Kernel>();
  const numberOf = bufferNumbers();
  const compile = (kernel: Kernel): Pipeline => {
    const label = kernel.name, { bindings, params } = kernel;
    const module = device.createShaderModule({ label, code: kernelSource(kernel) });
    const layout = device.createBindGroupLayout({
      label,
      entries: Object.values(bindings).map((binding, index) => ({
        binding: index,
        visibility: GPUShaderStage.COMPUTE,
        buffer: { type: binding.startsWith("read_write") ? "storage" : "read-only-storage" },
      })),
    });
    const bindGroupLayouts = Object.keys(params).length > 0 ? [layout, uniforms] : [layout];
    const pipeline = device.createComputePipeline({
      label,
      layout: device.createPipelineLayout({ label, bindGroupLayouts }),
      compute: { module, entryPoint: "main" },
    });
    const groups = new Map<string, GPUBindGroup>();
    return {
      pipeline,
      bind: (buffers) => {
        const key = buffers.map(numberOf).join();
        const found = groups.get(key);
        if (found) return found;
        if (groups.size >= MOST_GROUPS) groups.clear();
        const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
        const group = device.createBindGroup({ label, layout, entries });
        groups.set(key, group);
        return group;
      },
    };
  };
  return (kernel) => {
    const found = known.get(kernel);
    if (found) return found;
    const { name } = kernel, twin = named.get(name);
    if (twin && kernelSource(twin) !== kernelSource(kernel)) {
      throw new GpuError(
        "validation",
        `Two kernels are named '${name}': give them different names`,
      );
    }
    checkKernel(kernel);
    const made = (twin && known.get(twin)) ?? faults.watchKernel(name, () => compile(kernel));
    named.set(name, kernel);
    known.set(kernel, made);
    return made;
  };
}
