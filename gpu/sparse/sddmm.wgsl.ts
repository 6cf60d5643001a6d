/**
 * values_ab += α Σ_c f_c u_ac v_bc at the entries (a, b) of a pattern; or, in difference form, −α/2 Σ_c f_c (u_a − u_b)_c (v_a − v_b)_c
 * off the diagonal.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";

/** Invocations of a workgroup. */
export const SDDMM_GROUP = 256;

/**
 * `lanes` neighbouring invocations share an entry, so that they read whole cache lines of the two rows; they meet in workgroup memory.
 * `factors` is read where `weighted` is 1.
 */
export const sddmmKernel = kernel({
  name: "sddmm",
  bindings: {
    rowIndex: "read u32",
    columnIndex: "read u32",
    u: "read vec4f",
    v: "read vec4f",
    factors: "read f32",
    values: "read_write f32",
  },
  params: {
    entries: "u32",
    columns: "u32",
    chunks: "u32",
    lanes: "u32",
    weighted: "u32",
    difference: "u32",
    alpha: "f32",
  },
  workgroup: [SDDMM_GROUP, 1, 1],
  code: `
var<workgroup> partial: array<f32, ${SDDMM_GROUP}>;

fn factorOf(column: u32) -> f32 { return factors[min(column, p.columns - 1u)]; }

fn term(a: u32, b: u32, apart: bool, chunk: u32) -> vec4f {
  let ua = u[a * p.chunks + chunk];
  let vb = v[b * p.chunks + chunk];
  var product = ua * vb;
  if (apart) { product = (ua - u[b * p.chunks + chunk]) * (0.5 * (vb - v[a * p.chunks + chunk])); }
  let c = 4u * chunk;
  if (p.weighted == 1u) {
    product *= vec4f(factorOf(c), factorOf(c + 1u), factorOf(c + 2u), factorOf(c + 3u));
  }
  // The padding may be NaN.
  let column = vec4u(c, c + 1u, c + 2u, c + 3u);
  return select(vec4f(), product, column < vec4u(p.columns));
}

fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = flat(id, groups);
  let entry = i / p.lanes;
  let lane = i % p.lanes;
  let valid = entry < p.entries;
  var sum = vec4f();
  if (valid) {
    let a = rowIndex[entry];
    let b = columnIndex[entry];
    let apart = p.difference == 1u && a != b;
    for (var chunk = lane; chunk < p.chunks; chunk += p.lanes) { sum += term(a, b, apart, chunk); }
  }
  partial[local] = (sum.x + sum.y) + (sum.z + sum.w);
  workgroupBarrier();
  if (lane == 0u && valid) {
    var total = 0.0;
    for (var j = 0u; j < p.lanes; j++) { total += partial[local + j]; }
    values[entry] += p.alpha * total;
  }
}`,
});
