/**
 * y = k·Kx + m·Mx − Mx·diag(shifts) in one pass over the pattern, K in difference form.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";
import { ROW_PARAMS, ROW_WGSL, ROW_WORKGROUP } from "./block_rows.wgsl.ts";
import { differenceProduct, pencilRow } from "./row_product.wgsl.ts";

/** One invocation per row and four columns; `shifts` is read where `shifted` is 1. */
export const applyPencilKernel = kernel({
  name: "apply pencil",
  bindings: {
    rowStart: "read u32",
    columnIndex: "read u32",
    stiffness: "read f32",
    mass: "read f32",
    rowSums: "read f32",
    shifts: "read f32",
    x: "read vec4f",
    y: "read_write vec4f",
  },
  params: { ...ROW_PARAMS, columns: "u32", shifted: "u32", k: "f32", m: "f32" },
  workgroup: ROW_WORKGROUP,
  code: `${ROW_WGSL}${pencilRow()}
fn shiftOf(column: u32) -> f32 { return shifts[min(column, p.columns - 1u)]; }

fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = place(flat(id, groups));
  if (!inside(at)) { return; }
  let product = pencilRow(at.x, at.y, p.chunks);
  var factor = vec4f(p.m);
  if (p.shifted == 1u) {
    let c = 4u * at.y;
    factor -= vec4f(shiftOf(c), shiftOf(c + 1u), shiftOf(c + 2u), shiftOf(c + 3u));
  }
  y[at.x * p.chunks + at.y] = p.k * product.stiffness + factor * product.mass;
}`,
});

/** y = k·Kx alone. */
export const applyStiffnessKernel = kernel({
  name: "apply stiffness",
  bindings: {
    rowStart: "read u32",
    columnIndex: "read u32",
    stiffness: "read f32",
    rowSums: "read f32",
    x: "read vec4f",
    y: "read_write vec4f",
  },
  params: { ...ROW_PARAMS, k: "f32" },
  workgroup: ROW_WORKGROUP,
  code: `${ROW_WGSL}${differenceProduct({ values: "stiffness" })}
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = place(flat(id, groups));
  if (!inside(at)) { return; }
  let i = at.x * p.chunks + at.y;
  let own = x[i];
  y[i] = p.k * (rowSums[at.x] * own + differenceProduct(at.x, at.y, p.chunks, own));
}`,
});
