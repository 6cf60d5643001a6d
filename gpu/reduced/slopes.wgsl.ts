/**
 * The integrals of Re yᵀΛs and Im yᵀW_ks over a step of a column: the derivative by durations and gradient vectors.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";
import { DECAY_MEAN } from "./decay_integral.wgsl.ts";
import { PULSE, STORED } from "./team.ts";

/** Words of a step of a column: what it is, its first pair, its number of pairs, its length. */
export const SLOPE_WORDS = 4;

const LANES = [0, 1, 2, 3], AXES = [0, 1, 2];
const each = (list: readonly number[], line: (k: number) => string) => list.map(line).join("\n");

/** One workgroup a step: (Λ, x, y, z) of it; means over time for pauses, integrals for pulses. */
export const slopesKernel = kernel({
  name: "reduced slopes",
  bindings: {
    moments: "read f32",
    pairs: "read vec2f",
    weights: "read vec4f",
    rates: "read f32",
    items: "read u32",
    out: "read_write vec4f",
  },
  params: { n: "u32", count: "u32" },
  workgroup: [128, 1, 1],
  code: `${DECAY_MEAN}
var<workgroup> sums: array<vec4f, 128>;

fn product(a: vec2f, b: vec2f) -> vec2f { return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x); }

/** Four pairs of a pulse at a time: row i of W_k is read once for them. */
fn ofPulse(i: u32, first: u32, points: u32) -> vec4f {
  var sum = vec4f();
  for (var g = 0u; g < points; g += 4u) {
${each(LANES, (l) => each(AXES, (k) => `    var z${l}_${k} = vec2f();`))}
    // Past the last pair the last one is taken again, without weight.
${each(LANES, (l) => `    let r${l} = first + min(g + ${l}u, points - 1u);`)}
    for (var j = 0u; j < p.n; j++) {
${each(AXES, (k) => `      let w${k} = moments[(${k}u * p.n + j) * p.n + i];`)}
${
    each(LANES, (l) =>
      `      let s${l} = pairs[(2u * r${l} + 1u) * p.n + j];\n` +
      each(AXES, (k) => `      z${l}_${k} += w${k} * s${l};`))
  }
    }
${
    each(LANES, (l) =>
      `    if (g + ${l}u < points) {
      let y = pairs[2u * r${l} * p.n + i];
      let s = pairs[(2u * r${l} + 1u) * p.n + i];
      sum += weights[r${l}].x * vec4f(rates[i] * product(y, s).x, ${
        AXES.map((k) => `product(y, z${l}_${k}).y`).join(", ")
      });
    }`)
  }
  }
  return sum;
}

fn ofPause(i: u32, row: u32, duration: f32, stored: bool) -> vec4f {
  let rate = select(0u, p.n, stored);
  let y = pairs[2u * row * p.n + i];
  let own = pairs[(2u * row + 1u) * p.n + i];
  let theta = rates[rate + i];
  var sum = vec4f(theta * exp(-theta * duration) * product(y, own).x, 0f, 0f, 0f);
  // Stored magnetisation does not turn.
  if (stored) { return sum; }
  for (var j = 0u; j < p.n; j++) {
    let s = pairs[(2u * row + 1u) * p.n + j];
    let turned = decayMean(theta, rates[j], duration) * product(y, s).y;
    let at = j * p.n + i;
    let square = p.n * p.n;
    sum += turned * vec4f(0f, moments[at], moments[square + at], moments[2u * square + at]);
  }
  return sum;
}

fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) t: u32,
) {
  let item = group.x + group.y * groups.x;
  if (item >= p.count) { return; }
  let at = item * ${SLOPE_WORDS}u;
  let kind = items[at];
  let first = items[at + 1u];
  let points = items[at + 2u];
  let duration = bitcast<f32>(items[at + 3u]);
  var sum = vec4f();
  for (var i = t; i < p.n; i += 128u) {
    if (kind == ${PULSE}u) { sum += ofPulse(i, first, points); }
    else { sum += ofPause(i, first, duration, kind == ${STORED}u); }
  }
  sums[t] = sum;
  workgroupBarrier();
  for (var width = 64u; width > 0u; width /= 2u) {
    if (t < width) { sums[t] += sums[t + width]; }
    workgroupBarrier();
  }
  if (t == 0u) { out[item] = sums[0]; }
}`,
});
