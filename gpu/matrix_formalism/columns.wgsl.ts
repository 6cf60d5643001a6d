/**
 * Kernels for parts of blocks, and for matrices entry by entry.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";

/** One invocation a number: adds a block to the first columns of a wider one. */
export const addColumnsKernel = kernel({
  name: "add columns",
  bindings: { x: "read f32", y: "read_write f32" },
  params: { rows: "u32", columns: "u32", xWidth: "u32", yWidth: "u32" },
  workgroup: [256, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flat(id, groups);
  let row = i / p.columns;
  if (row >= p.rows) { return; }
  let column = i % p.columns;
  y[row * p.yWidth + column] += x[row * p.xWidth + column];
}`,
});

/** One invocation a number: values *= factors. */
export const multiplyEntriesKernel = kernel({
  name: "multiply entries",
  bindings: { factors: "read f32", values: "read_write f32" },
  params: { length: "u32" },
  workgroup: [256, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flat(id, groups);
  if (i < p.length) { values[i] *= factors[i]; }
}`,
});
