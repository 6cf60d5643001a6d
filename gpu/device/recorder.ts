/**
 * The commands of a device: recorded in order, handed over together.
 *
 * @module
 */
import type { Counters } from "./counters.ts";
import type { Faults } from "./faults.ts";
import { type Kernel, PARAMS_STRIDE as STRIDE } from "./kernel.ts";
import type { Pipeline } from "./pipelines.ts";

/** Runs recorded before they are handed over. */
const MOST_RUNS = 512;
/** Records commands. */
export interface Recorder {
  /** The layout of the parameters, group 1. */
  readonly uniformLayout: GPUBindGroupLayout;
  /** Records a run of a pipeline. */
  readonly run: (
    kernel: Kernel,
    pipeline: Pipeline,
    group: GPUBindGroup,
    params: Readonly<Record<string, number>>,
    groups: readonly [number, number, number],
  ) => void;
  /** The encoder for commands between runs. */
  readonly between: () => GPUCommandEncoder;
  /** Hands over what is recorded. */
  readonly flush: () => void;
  readonly destroy: () => void;
}

/**
 * Makes the recorder of a device.
 *
 * @param device The device.
 * @param faults Told of every submission.
 * @param counters Counts them.
 * @param submitted Called after each.
 * @returns The recorder.
 */
export function commandRecorder(
  device: GPUDevice,
  faults: Faults,
  counters: Counters,
  submitted: () => void,
): Recorder {
  const label = "parameters";
  const uniforms = device.createBuffer({
    label,
    size: MOST_RUNS * STRIDE,
    usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
  });
  const uniformLayout = device.createBindGroupLayout({
    label,
    entries: [{
      binding: 0,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type: "uniform", hasDynamicOffset: true, minBindingSize: 0 },
    }],
  });
  const uniformGroup = device.createBindGroup({
    label,
    layout: uniformLayout,
    entries: [{ binding: 0, resource: { buffer: uniforms, size: STRIDE } }],
  });
  const words = new DataView(new ArrayBuffer(MOST_RUNS * STRIDE));
  let encoder: GPUCommandEncoder | undefined, pass: GPUComputePassEncoder | undefined;
  let runs = 0;

  const encoding = (): GPUCommandEncoder => encoder ??= device.createCommandEncoder();
  const between = (): GPUCommandEncoder => {
    pass?.end();
    pass = undefined;
    return encoding();
  };
  const flush = (): void => {
    if (encoder === undefined) return;
    const commands = between().finish();
    encoder = undefined;
    if (runs > 0) device.queue.writeBuffer(uniforms, 0, words.buffer, 0, runs * STRIDE);
    device.queue.submit([commands]);
    counters.submissions++;
    runs = 0;
    faults.submitted();
    submitted();
  };
  return {
    uniformLayout,
    between,
    flush,
    run: (kernel, { pipeline }, group, params, groups) => {
      const at = runs * STRIDE;
      let next = at;
      for (const name in kernel.params) {
        if (kernel.params[name] === "u32") words.setUint32(next, params[name], true);
        else words.setFloat32(next, params[name], true);
        next += 4;
      }
      pass ??= encoding().beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      if (next > at) pass.setBindGroup(1, uniformGroup, [at]);
      pass.dispatchWorkgroups(...groups);
      if (++runs === MOST_RUNS) flush();
    },
    destroy: () => uniforms.destroy(),
  };
}
