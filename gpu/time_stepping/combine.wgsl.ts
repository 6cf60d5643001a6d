/**
 * Sums of scaled blocks.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";

/** Blocks that one run adds up at most. */
export const MOST_TERMS = 6;

const NAMES = ["a", "b", "c", "d", "e", "f"] as const;

/** out = own·out + Σ_j f_j x_j over the first `terms` of six blocks; what does not count is not read. */
export const combineKernel = kernel({
  name: "combine",
  bindings: {
    a: "read vec4f",
    b: "read vec4f",
    c: "read vec4f",
    d: "read vec4f",
    e: "read vec4f",
    f: "read vec4f",
    out: "read_write vec4f",
  },
  params: {
    length: "u32",
    terms: "u32",
    own: "f32",
    fa: "f32",
    fb: "f32",
    fc: "f32",
    fd: "f32",
    fe: "f32",
    ff: "f32",
  },
  workgroup: [256, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flat(id, groups);
  if (i >= p.length) { return; }
  var sum = vec4f();
  if (p.own != 0.0) { sum = p.own * out[i]; }
${NAMES.map((name, j) => `  if (p.terms > ${j}u) { sum += p.f${name} * ${name}[i]; }`).join("\n")}
  out[i] = sum;
}`,
});
