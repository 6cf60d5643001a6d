/**
 * Updates of blocks with a factor for every column or every row; one invocation has four columns of a row.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";

/** The factors of a quad; beyond the columns they are 0. */
const FACTORS = `
fn factorsAt(quad: u32) -> vec4f {
  var f = vec4f();
  for (var c = 0u; c < 4u; c++) {
    if (4u * quad + c < p.columns) { f[c] = factors[4u * quad + c]; }
  }
  return f;
}`;

const MAIN =
  "fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u)";

/** y += α x. */
export const addBlockKernel = kernel({
  name: "add block",
  bindings: { x: "read vec4f", y: "read_write vec4f" },
  params: { length: "u32", alpha: "f32" },
  workgroup: [64, 1, 1],
  code: `
${MAIN} {
  let i = flat(id, groups);
  if (i < p.length) { y[i] = fma(vec4f(p.alpha), x[i], y[i]); }
}`,
});

/** y += sign · x diag(f); where f is 0 neither is touched. */
export const addScaledKernel = kernel({
  name: "add scaled columns",
  bindings: { x: "read vec4f", factors: "read f32", y: "read_write vec4f" },
  params: { length: "u32", width: "u32", columns: "u32", sign: "f32" },
  workgroup: [64, 1, 1],
  code: `${FACTORS}
${MAIN} {
  let i = flat(id, groups);
  if (i >= p.length) { return; }
  let f = factorsAt(i % p.width);
  let old = y[i];
  y[i] = select(fma(p.sign * f, x[i], old), old, f == vec4f());
}`,
});

/** y = x + y diag(f); where f is 0 the old y is not used. */
export const scaleAndAddKernel = kernel({
  name: "scale columns and add",
  bindings: { x: "read vec4f", factors: "read f32", y: "read_write vec4f" },
  params: { length: "u32", width: "u32", columns: "u32" },
  workgroup: [64, 1, 1],
  code: `${FACTORS}
${MAIN} {
  let i = flat(id, groups);
  if (i >= p.length) { return; }
  let f = factorsAt(i % p.width);
  y[i] = select(fma(f, y[i], x[i]), x[i], f == vec4f());
}`,
});

/** Copies columns from one block to another, one invocation a number. */
export const copyColumnsKernel = kernel({
  name: "copy columns",
  bindings: { x: "read f32", y: "read_write f32" },
  params: {
    rows: "u32",
    count: "u32",
    xWidth: "u32",
    xFirst: "u32",
    yWidth: "u32",
    yFirst: "u32",
  },
  workgroup: [64, 1, 1],
  code: `
${MAIN} {
  let i = flat(id, groups);
  if (i >= p.rows * p.count) { return; }
  let row = i / p.count;
  let column = i % p.count;
  y[row * p.yWidth + p.yFirst + column] = x[row * p.xWidth + p.xFirst + column];
}`,
});
