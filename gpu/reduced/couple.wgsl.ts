/**
 * W_d = Σ_k d_k W_k − centre: the coupling along each of a list of directions.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";

/** Computes all couplings of a list of directions. */
export const coupleKernel = kernel({
  name: "reduced couple",
  bindings: { moments: "read f32", directions: "read vec4f", out: "read_write f32" },
  params: { n: "u32", count: "u32" },
  workgroup: [64, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let e = flat(id, groups);
  let square = p.n * p.n;
  if (e >= p.count * square) { return; }
  let d = directions[e / square];
  let at = e % square;
  let w = d.x * moments[at] + d.y * moments[square + at] + d.z * moments[2u * square + at];
  out[e] = w - select(0f, d.w, at % (p.n + 1u) == 0u);
}`,
});
