/**
 * values_k,ab += α Σ_c f_kc u_ac v_bc at the entries (a, b) of a pattern for three k in one pass: the cotangents of J_x, J_y, J_z.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";
import { SDDMM_GROUP } from "./sddmm.wgsl.ts";

/** As `sddmm`, `lanes` neighbouring invocations share an entry. f_kc is `factors[first + k * columns + c]`. */
export const sddmmMomentsKernel = kernel({
  name: "sddmm moments",
  bindings: {
    rowIndex: "read u32",
    columnIndex: "read u32",
    u: "read vec4f",
    v: "read vec4f",
    factors: "read f32",
    valuesX: "read_write f32",
    valuesY: "read_write f32",
    valuesZ: "read_write f32",
  },
  params: {
    entries: "u32",
    columns: "u32",
    chunks: "u32",
    lanes: "u32",
    first: "u32",
    alpha: "f32",
  },
  workgroup: [SDDMM_GROUP, 1, 1],
  code: `
var<workgroup> partial: array<vec3f, ${SDDMM_GROUP}>;

fn factorsOf(axis: u32, chunk: u32) -> vec4f {
  let i = p.first + axis * p.columns + 4u * chunk;
  return vec4f(factors[i], factors[i + 1u], factors[i + 2u], factors[i + 3u]);
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
  var sum = vec3f();
  if (valid) {
    let a = rowIndex[entry];
    let b = columnIndex[entry];
    for (var chunk = lane; chunk < p.chunks; chunk += p.lanes) {
      let c = 4u * chunk;
      let inside = vec4u(c, c + 1u, c + 2u, c + 3u) < vec4u(p.columns);
      // The padding may be NaN, and so may what follows the factors.
      let product = select(vec4f(), u[a * p.chunks + chunk] * v[b * p.chunks + chunk], inside);
      sum += vec3f(
        dot(select(vec4f(), factorsOf(0u, chunk), inside), product),
        dot(select(vec4f(), factorsOf(1u, chunk), inside), product),
        dot(select(vec4f(), factorsOf(2u, chunk), inside), product),
      );
    }
  }
  partial[local] = sum;
  workgroupBarrier();
  if (lane == 0u && valid) {
    var total = vec3f();
    for (var j = 0u; j < p.lanes; j++) { total += partial[local + j]; }
    total *= p.alpha;
    valuesX[entry] += total.x;
    valuesY[entry] += total.y;
    valuesZ[entry] += total.z;
  }
}`,
});
