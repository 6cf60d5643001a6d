/**
 * y = αAx + βy for a CSR matrix and a block.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";
import { ROW_PARAMS, ROW_WGSL, ROW_WORKGROUP } from "./block_rows.wgsl.ts";
import { rowProduct } from "./row_product.wgsl.ts";

/** One invocation per row and four columns. */
export const spmmKernel = kernel({
  name: "spmm",
  bindings: {
    rowStart: "read u32",
    columnIndex: "read u32",
    values: "read f32",
    x: "read vec4f",
    y: "read_write vec4f",
  },
  params: { ...ROW_PARAMS, alpha: "f32", beta: "f32" },
  workgroup: ROW_WORKGROUP,
  code: `${ROW_WGSL}${rowProduct()}
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = place(flat(id, groups));
  if (!inside(at)) { return; }
  let i = at.x * p.chunks + at.y;
  var sum = p.alpha * rowProduct(at.x, at.y, p.chunks);
  // What y held may be NaN where it does not count.
  if (p.beta != 0.0) { sum += p.beta * y[i]; }
  y[i] = sum;
}`,
});
