/**
 * Steps of the Chebyshev semi-iteration for A = kK + mM, each one pass over the pattern.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";
import { differenceProduct, ROW_PARAMS, ROW_WGSL, ROW_WORKGROUP } from "../sparse/mod.ts";

/** A_ab = kK_ab + mM_ab, and for each row Σ_b A_ab and 1/D_a. */
export const combineKernel = kernel({
  name: "combine pencil",
  bindings: {
    rowStart: "read u32",
    stiffness: "read f32",
    mass: "read f32",
    rowSums: "read f32",
    diagonal: "read f32",
    values: "read_write f32",
    scales: "read_write vec2f",
  },
  params: { rows: "u32", k: "f32", m: "f32" },
  workgroup: [64, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = flat(id, groups);
  if (row >= p.rows) { return; }
  var sum = 0.0;
  for (var e = rowStart[row]; e < rowStart[row + 1u]; e++) {
    values[e] = p.k * stiffness[e] + p.m * mass[e];
    sum += mass[e];
  }
  scales[row] = vec2f(p.k * rowSums[row] + p.m * sum, 1.0 / diagonal[row]);
}`,
});

/** next = ω D⁻¹f: the first step from zero. */
export const firstStepKernel = kernel({
  name: "Chebyshev first step",
  bindings: { scales: "read vec2f", f: "read vec4f", next: "read_write vec4f" },
  params: { ...ROW_PARAMS, weight: "f32" },
  workgroup: ROW_WORKGROUP,
  code: `${ROW_WGSL}
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = place(flat(id, groups));
  if (!inside(at)) { return; }
  let i = at.x * p.chunks + at.y;
  next[i] = p.weight * scales[at.x].y * f[i];
}`,
});

/** `residualAt(row, quad, own)`: f − Ax, A in difference form. */
const RESIDUAL = `
${differenceProduct()}
fn residualAt(row: u32, quad: u32, own: vec4f) -> vec4f {
  let difference = differenceProduct(row, quad, p.chunks, own);
  return f[row * p.chunks + quad] - difference - scales[row].x * own;
}
`;

const MATRIX = {
  rowStart: "read u32",
  columnIndex: "read u32",
  values: "read f32",
  scales: "read vec2f",
  f: "read vec4f",
  x: "read vec4f",
} as const;

/** next = x + μ(x − old) + ω D⁻¹(f − Ax), where next held old, or old is 0 where `hasOld` is not set. */
export const stepKernel = kernel({
  name: "Chebyshev step",
  bindings: { ...MATRIX, next: "read_write vec4f" },
  params: { ...ROW_PARAMS, momentum: "f32", weight: "f32", hasOld: "u32" },
  workgroup: ROW_WORKGROUP,
  code: `${ROW_WGSL}${RESIDUAL}
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = place(flat(id, groups));
  if (!inside(at)) { return; }
  let i = at.x * p.chunks + at.y;
  let own = x[i];
  var change = own;
  if (p.hasOld != 0u) { change -= next[i]; }
  let correction = p.weight * scales[at.x].y * residualAt(at.x, at.y, own);
  next[i] = own + (p.momentum * change + correction);
}`,
});

/** r = f − Ax. */
export const residualKernel = kernel({
  name: "residual",
  bindings: { ...MATRIX, r: "read_write vec4f" },
  params: ROW_PARAMS,
  workgroup: ROW_WORKGROUP,
  code: `${ROW_WGSL}${RESIDUAL}
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = place(flat(id, groups));
  if (!inside(at)) { return; }
  let i = at.x * p.chunks + at.y;
  r[i] = residualAt(at.x, at.y, x[i]);
}`,
});
