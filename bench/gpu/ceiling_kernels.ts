/**
 * The two kernels that show what a device can do at best: a copy, and multiply-adds in registers.
 *
 * @module
 */
import type { Gpu } from "../../gpu/device.ts";
import type { GpuArray } from "../../gpu/device/gpu.ts";
import { kernel } from "../../gpu/device/kernel.ts";

const copyKernel = kernel({
  name: "bench copy",
  bindings: { x: "read vec4f", y: "read_write vec4f" },
  params: { length: "u32" },
  workgroup: [256, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flat(id, groups);
  if (i < p.length) { y[i] = x[i]; }
}`,
});

/** Chains of four multiply-adds each, enough to hide their latency; turns of the loop. */
const CHAINS = 8, TURNS = 512;

const chains = (line: (c: number) => string) =>
  Array.from({ length: CHAINS }, (_, c) => line(c)).join("\n");

const multiplyAddKernel = kernel({
  name: "bench multiply-add",
  bindings: { y: "read_write f32" },
  params: { length: "u32", factor: "f32", term: "f32" },
  workgroup: [256, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flat(id, groups);
  if (i >= p.length) { return; }
  let factor = vec4f(p.factor);
  let term = vec4f(p.term);
${chains((c) => `  var s${c} = vec4f(f32(i + ${c}u));`)}
  for (var k = 0u; k < ${TURNS}u; k++) {
${chains((c) => `    s${c} = fma(s${c}, factor, term);`)}
  }
  var sum = vec4f();
${chains((c) => `  sum += s${c};`)}
  y[i] = sum.x + sum.y + sum.z + sum.w;
}`,
});

/** Copies an array by a kernel. */
export function copyAll(gpu: Gpu, x: GpuArray, y: GpuArray): void {
  const length = Math.floor(x.length / 4);
  gpu.run(copyKernel, {
    arrays: { x, y },
    params: { length },
    size: { threads: length },
    cost: { flops: 0, bytes: 32 * length },
  });
}

/** Multiplies and adds in registers, one invocation for every number of an array. */
export function multiplyAdd(gpu: Gpu, y: GpuArray): void {
  gpu.run(multiplyAddKernel, {
    arrays: { y },
    params: { length: y.length, factor: 0.5, term: 1 },
    size: { threads: y.length },
    cost: { flops: 2 * 4 * CHAINS * TURNS * y.length, bytes: 4 * y.length },
  });
}
