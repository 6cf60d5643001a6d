/**
 * Σ_r w_r Re(y_r s_rᵀ) and Σ_r w_r q_r Im(y_r s_rᵀ), q_r along x, y and z, over the pairs of states within pulses; in slices of the rows,
 * which are then added.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";

/** Side of a tile of the result. */
export const PAIR_TILE = 32;
/** Rows that are in a workgroup's memory at a time. */
const DEPTH = 16;

const cells = (line: (a: number, b: number) => string) =>
  [[0, 0], [0, 1], [1, 0], [1, 1]].map(([a, b]) => line(a, b)).join("\n");

/** The sums of every slice: [slices][n × n] of (A, x, y, z). */
export const pairPulsesKernel = kernel({
  name: "reduced pair pulses",
  bindings: { pairs: "read vec2f", weights: "read vec4f", out: "read_write vec4f" },
  params: { n: "u32", first: "u32", last: "u32", length: "u32" },
  workgroup: [16, 16, 1],
  code: `
const DEPTH = ${DEPTH}u;
const TILE = ${PAIR_TILE}u;
var<workgroup> adjoint: array<vec2f, ${DEPTH * PAIR_TILE}>;
var<workgroup> forward: array<vec2f, ${DEPTH * PAIR_TILE}>;
var<workgroup> scale: array<vec4f, ${DEPTH}>;

fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) t: u32,
) {
  let i0 = group.y * TILE;
  let j0 = group.x * TILE;
  let begin = p.first + group.z * p.length;
  let end = min(begin + p.length, p.last);
${cells((a, b) => `  var sum${a}${b} = vec4f();`)}
  for (var row = begin; row < end; row += DEPTH) {
    for (var e = t; e < DEPTH * TILE; e += 256u) {
      let r = row + e / TILE;
      let i = i0 + e % TILE;
      let j = j0 + e % TILE;
      var y = vec2f();
      var s = vec2f();
      if (r < end && i < p.n) { y = pairs[2u * r * p.n + i]; }
      if (r < end && j < p.n) { s = pairs[(2u * r + 1u) * p.n + j]; }
      adjoint[e] = y;
      forward[e] = s;
    }
    if (t < DEPTH) {
      var w = vec4f();
      if (row + t < end) { w = weights[row + t]; }
      scale[t] = w;
    }
    workgroupBarrier();
    for (var d = 0u; d < DEPTH; d++) {
      let w = scale[d];
      let y0 = adjoint[d * TILE + local.y];
      let y1 = adjoint[d * TILE + local.y + 16u];
      let s0 = forward[d * TILE + local.x];
      let s1 = forward[d * TILE + local.x + 16u];
${
    cells((a, b) =>
      `      sum${a}${b} += w * vec4f(y${a}.x * s${b}.x - y${a}.y * s${b}.y, vec3f(y${a}.x * s${b}.y + y${a}.y * s${b}.x));`
    )
  }
    }
    workgroupBarrier();
  }
${
    cells((a, b) =>
      `  if (i0 + local.y + ${16 * a}u < p.n && j0 + local.x + ${16 * b}u < p.n) {
    out[(group.z * p.n + i0 + local.y + ${16 * a}u) * p.n + j0 + local.x + ${
        16 * b
      }u] = sum${a}${b};
  }`
    )
  }
}`,
});

/** Adds the slices to a result that begins at `to`. */
export const addSlicesKernel = kernel({
  name: "reduced add slices",
  bindings: { slices: "read vec4f", out: "read_write vec4f" },
  params: { size: "u32", count: "u32", to: "u32" },
  workgroup: [64, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let e = flat(id, groups);
  if (e >= p.size) { return; }
  var sum = vec4f();
  for (var slice = 0u; slice < p.count; slice++) { sum += slices[slice * p.size + e]; }
  out[p.to + e] += sum;
}`,
});
