/**
 * Fills an array with one word.
 *
 * @module
 */
import { kernel } from "./kernel.ts";

/** Fills `out` with the bits of `word`. */
export const fillKernel = kernel({
  name: "fill",
  bindings: { out: "read_write u32" },
  params: { length: "u32", word: "u32" },
  workgroup: [64, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flat(id, groups);
  if (i < p.length) { out[i] = p.word; }
}`,
});
