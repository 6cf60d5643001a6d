/**
 * y (+)= −i Σ_k diag(q_k) J_k x for complex states, [real columns | imaginary columns], in one pass over the pattern.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";
import { ROW_PARAMS, ROW_WGSL, ROW_WORKGROUP } from "./block_rows.wgsl.ts";
import { pairwise, rowLoop } from "./row_product.wgsl.ts";

/**
 * One invocation per row and four columns of x, whatever part they belong to; each column's product goes to the column of the other part,
 * from the imaginary to the real as it is, from the real to the imaginary negated.
 */
export const applyCouplingKernel = kernel({
  name: "apply coupling",
  bindings: {
    rowStart: "read u32",
    columnIndex: "read u32",
    momentX: "read f32",
    momentY: "read f32",
    momentZ: "read f32",
    q: "read f32",
    x: "read vec4f",
    y: "read_write f32",
  },
  params: { ...ROW_PARAMS, states: "u32", add: "u32" },
  workgroup: ROW_WORKGROUP,
  code: `${ROW_WGSL}
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = place(flat(id, groups));
  if (!inside(at)) { return; }
  let row = at.x;
  let chunk = at.y;
  let chunks = p.chunks;
  var jx = vec4f();
  var jy = vec4f();
  var jz = vec4f();${
    rowLoop("x", (group) =>
      [["jx", "momentX"], ["jy", "momentY"], ["jz", "momentZ"]].map(([sum, moment]) =>
        `${sum} += ${
          pairwise(group.map((j) => `${moment}[e + ${j}u] * x${j}`))
        };`
      ).join("\n    "))
  }
  for (var i = 0u; i < 4u; i++) {
    let column = 4u * chunk + i;
    if (column >= 2u * p.states) { return; }
    let real = column < p.states;
    let state = select(column - p.states, column, real);
    let product = q[state] * jx[i] + q[p.states + state] * jy[i] + q[2u * p.states + state] * jz[i];
    let to = 4u * chunks * row + select(state, state + p.states, real);
    var sum = select(product, -product, real);
    if (p.add == 1u) { sum += y[to]; }
    y[to] = sum;
  }
}`,
});
