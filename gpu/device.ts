/**
 * A WebGPU device with everything that is made on it: arrays, pipelines, the queue of commands, read-backs, errors.
 *
 * Commands are recorded and run in order; nothing waits but `read`. Errors of commands surface at the next `read`.
 *
 * @module
 */
import { type AdapterOptions, type OpenDevice, requestDevice } from "./device/adapter.ts";
import { bufferPool } from "./device/buffer_pool.ts";
import {
  checkArrays,
  checkGroups,
  checkLength,
  checkOwner,
  checkParameter,
  checkRange,
  wordType,
} from "./device/checks.ts";
import { countRun, newCounters } from "./device/counters.ts";
import { deviceFaults } from "./device/faults.ts";
import { fillKernel } from "./device/fill.wgsl.ts";
import type { Gpu } from "./device/gpu.ts";
import type { GpuArray, WordType } from "./device/gpu.ts";
import type { Kernel } from "./device/kernel.ts";
import { pipelineCache } from "./device/pipelines.ts";
import { readBacks } from "./device/read_back.ts";
import { commandRecorder } from "./device/recorder.ts";
import { toSingle } from "./device/single_precision.ts";
import { turn } from "./device/turn.ts";
import { GpuError } from "./gpu_error.ts";

export type { CopyRange, Gpu, Run, RunSize, Words } from "./device/gpu.ts";

/** How a device is opened. */
export interface GpuOptions extends AdapterOptions {
  /** Whether arrays of no given content are filled with NaN, so that a kernel that leaves an entry out is found; for tests. */
  readonly poison?: boolean;
}

/** The bits of a NaN. */
const NAN = 0x7fc00000;

/** Workgroups in x and y for a range of threads. */
function groupsFor(threads: number, workgroup: number, most: number): [number, number, number] {
  const groups = Math.ceil(threads / workgroup);
  if (groups <= most) return [groups, 1, 1];
  const rows = Math.ceil(groups / most);
  return [Math.ceil(groups / rows), rows, 1];
}

/**
 * Opens a device.
 *
 * @param options Which adapter.
 * @returns The device; dispose of it with `using`.
 * @throws {GpuError} If there is none.
 */
export async function openGpu(options: GpuOptions = {}): Promise<Gpu> {
  return gpuOf(await requestDevice(options), options);
}

/**
 * Makes the interface of a WebGPU device, which it owns from then on.
 *
 * @param open The device.
 * @param options Whether arrays are poisoned.
 * @returns The interface.
 */
export function gpuOf(
  { device, description, software }: OpenDevice,
  options: Pick<GpuOptions, "poison"> = {},
): Gpu {
  const { maxComputeWorkgroupsPerDimension: mostGroups } = device.limits;
  const counters = newCounters(), faults = deviceFaults(device, description);
  const pool = bufferPool(device, faults), staging = readBacks(device, faults);
  const recorder = commandRecorder(device, faults, counters, pool.trim);
  const pipelineOf = pipelineCache(device, faults, recorder.uniformLayout);
  const { flush, between } = recorder;

  const allocate = (label: string, length: number, type: WordType): GpuArray => {
    faults.checkAlive();
    checkLength(label, length);
    const held = pool.take(label, 4 * length);
    let given = false;
    return {
      gpu,
      label,
      type,
      length,
      get buffer() {
        if (!given) return held;
        throw new GpuError("validation", `The array '${label}' has been disposed of`);
      },
      [Symbol.dispose]: () => {
        if (!given) pool.give(held);
        given = true;
      },
    };
  };

  /** A run that has been checked. */
  const dispatch = (
    kernel: Kernel,
    arrays: readonly GpuArray[],
    params: Readonly<Record<string, number>>,
    groups: readonly [number, number, number],
  ) => {
    const pipeline = pipelineOf(kernel), group = pipeline.bind(arrays.map(({ buffer }) => buffer));
    recorder.run(kernel, pipeline, group, params, groups);
  };

  const run: Gpu["run"] = (kernel, { arrays, params, size, cost }) => {
    faults.checkAlive();
    const list = Object.keys(kernel.bindings).map((name) => arrays[name]);
    list.forEach((array) => checkOwner(gpu, array));
    checkArrays(kernel, list);
    for (const name in kernel.params) {
      checkParameter(kernel, name, kernel.params[name], params[name]);
    }
    const groups = "groups" in size
      ? size.groups
      : groupsFor(size.threads, kernel.workgroup[0], mostGroups);
    checkGroups(kernel, groups, mostGroups);
    if (groups.includes(0)) return;
    dispatch(kernel, list, params, groups);
    countRun(counters, kernel.name, cost ?? { flops: 0, bytes: 0 });
  };

  const poison = (array: GpuArray): void => {
    const { length } = array, groups = groupsFor(length, fillKernel.workgroup[0], mostGroups);
    // The bits of numbers are written as if they were indices.
    if (length > 0) dispatch(fillKernel, [array], { length, word: NAN }, groups);
  };

  const write: Gpu["write"] = (array, values, offset = 0) => {
    faults.checkAlive();
    checkOwner(gpu, array);
    checkRange("write", array, offset, values.length);
    if (wordType(values) !== array.type) {
      throw new GpuError(
        "validation",
        `Cannot write ${values.constructor.name} to '${array.label}', which holds words of type ${array.type}`,
      );
    }
    const data = values instanceof Float64Array || values instanceof Float32Array
      ? toSingle(array.label, values)
      : values;
    // Deno ends the program that writes from an empty buffer.
    if (values.length === 0) return;
    flush();
    const { buffer, byteOffset, byteLength } = data;
    const source = buffer as ArrayBuffer;
    device.queue.writeBuffer(array.buffer, 4 * offset, source, byteOffset, byteLength);
    counters.bytesUp += byteLength;
  };

  const gpu: Gpu = {
    description,
    software,
    limits: device.limits,
    counters,
    run,
    write,
    flush: () => {
      faults.checkAlive();
      flush();
    },
    array: (label, length, type = "f32") => {
      const array = allocate(label, length, type);
      if (options.poison) poison(array);
      return array;
    },
    zeros: (label, length, type = "f32") => {
      const array = allocate(label, length, type);
      gpu.clear(array);
      return array;
    },
    upload: (label, values) => {
      const array = allocate(label, values.length, wordType(values));
      write(array, values);
      return array;
    },
    clear: (array) => {
      faults.checkAlive();
      checkOwner(gpu, array);
      between().clearBuffer(array.buffer);
    },
    copy: (from, to, range = {}) => {
      faults.checkAlive();
      const { from: start = 0, to: end = 0 } = range;
      const { length = Math.min(from.length - start, to.length - end) } = range;
      [from, to].forEach((array) => checkOwner(gpu, array));
      checkRange("copy", from, start, length);
      checkRange("copy to", to, end, length);
      if (from.buffer === to.buffer) {
        throw new GpuError("validation", `Cannot copy '${from.label}' to itself`);
      }
      if (length === 0) return;
      between().copyBufferToBuffer(from.buffer, 4 * start, to.buffer, 4 * end, 4 * length);
    },
    read: async (...arrays) => {
      faults.checkAlive();
      arrays.forEach((array) => checkOwner(gpu, array));
      const parts = arrays.map(({ buffer, length }) => ({ buffer, bytes: 4 * length }));
      const wait = staging.record(between(), parts);
      flush();
      const check = faults.checkpoint();
      let data: readonly ArrayBuffer[];
      try {
        data = await wait();
      } catch (error) {
        if (error instanceof GpuError) throw error;
        // What interrupts a read is told after the read.
        await turn();
        await faults.untilLost(check());
        throw new GpuError(
          "lost",
          `Cannot read from the graphics device '${description}': open another one, or compute on the CPU`,
          { cause: error },
        );
      }
      await faults.untilLost(check());
      counters.readBacks++;
      counters.bytesDown += parts.reduce((sum, { bytes }) => sum + bytes, 0);
      return data.map((bytes) => new Float32Array(bytes));
    },
    finished: async () => {
      faults.checkAlive();
      flush();
      const check = faults.checkpoint();
      await faults.untilLost(device.queue.onSubmittedWorkDone());
      await faults.untilLost(check());
    },
    lost: faults.lost,
    [Symbol.dispose]: () => {
      if (faults.disposed()) return;
      faults.dispose();
      pool.destroy();
      staging.destroy();
      recorder.destroy();
      device.destroy();
    },
  };
  return gpu;
}
