/**
 * The kernel of the tests of devices.
 *
 * @module
 */
import { type Kernel, kernel } from "../gpu/device/kernel.ts";

/** y = by·x. */
export const doubleKernel: Kernel<
  { readonly x: "read f32"; readonly y: "read_write f32" },
  { readonly n: "u32"; readonly by: "f32" }
> = kernel({
  name: "double",
  bindings: { x: "read f32", y: "read_write f32" },
  params: { n: "u32", by: "f32" },
  workgroup: [64, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flat(id, groups);
  if (i < p.n) { y[i] = p.by * x[i]; }
}`,
});
