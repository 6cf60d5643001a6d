/**
 * What is done to each column of a block of complex states, [real columns | imaginary columns], with a multiple of four states.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";

/** States in phase, u = 1. `quads` is the number of groups of four states. */
export const startKernel = kernel({
  name: "start states",
  bindings: { out: "read_write vec4f" },
  params: { rows: "u32", quads: "u32" },
  workgroup: [256, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flat(id, groups);
  if (i >= 2u * p.rows * p.quads) { return; }
  out[i] = vec4f(select(0.0, 1.0, i % (2u * p.quads) < p.quads));
}`,
});

/**
 * Multiplies each state u by a complex number w such that Σ out·v = Re(w uv) for real columns: out = (Re wu, −Im wu).
 * `factors` are the real parts of w, then the imaginary.
 */
export const turnKernel = kernel({
  name: "turn states",
  bindings: { x: "read vec4f", factors: "read vec4f", out: "read_write vec4f" },
  params: { rows: "u32", quads: "u32" },
  workgroup: [256, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flat(id, groups);
  if (i >= p.rows * p.quads) { return; }
  let quad = i % p.quads;
  let real = (i / p.quads) * 2u * p.quads + quad;
  let imag = real + p.quads;
  let u = x[real];
  let v = x[imag];
  let a = factors[quad];
  let b = factors[p.quads + quad];
  out[real] = a * u - b * v;
  out[imag] = -(a * v + b * u);
}`,
});
