/**
 * The share of a solution that lies along known modes.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";

/** c_ij ← c_ij g_ij for the modes from `kept` on, 0 for those before; `kept` counts numbers, not rows. */
export const divideByGapsKernel = kernel({
  name: "divide by gaps",
  bindings: { inverseGaps: "read f32", c: "read_write f32" },
  params: { length: "u32", kept: "u32" },
  workgroup: [64, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let e = flat(id, groups);
  if (e >= p.length) { return; }
  if (e < p.kept) { c[e] = 0.0; } else { c[e] *= inverseGaps[e - p.kept]; }
}`,
});
