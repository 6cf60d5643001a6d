/**
 * Linear combinations of blocks in place.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";

/** out = αx + βy + γ·out; with γ = 0 the old out is not read. */
export const combineKernel = kernel({
  name: "combine blocks",
  bindings: { x: "read vec4f", y: "read vec4f", out: "read_write vec4f" },
  params: { length: "u32", alpha: "f32", beta: "f32", gamma: "f32" },
  workgroup: [64, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flat(id, groups);
  if (i >= p.length) { return; }
  var value = p.alpha * x[i] + p.beta * y[i];
  if (p.gamma != 0.0) { value += p.gamma * out[i]; }
  out[i] = value;
}`,
});
