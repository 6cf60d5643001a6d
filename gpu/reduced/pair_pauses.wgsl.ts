/**
 * Σ_r Re(y_r s_rᵀ) ∘ ∫₀^τ e^{−θ_i(τ−t)} e^{−θ_jt} dt over the pairs of states around pauses of one length.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";
import { DECAY_MEAN } from "./decay_integral.wgsl.ts";

/** Adds the integrals to every `stride`-th number from `to` on. */
export const pairPausesKernel = kernel({
  name: "reduced pair pauses",
  bindings: { pairs: "read vec2f", rates: "read f32", rows: "read u32", out: "read_write f32" },
  params: {
    n: "u32",
    first: "u32",
    last: "u32",
    rates: "u32",
    duration: "f32",
    to: "u32",
    stride: "u32",
  },
  workgroup: [64, 1, 1],
  code: `${DECAY_MEAN}
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let e = flat(id, groups);
  if (e >= p.n * p.n) { return; }
  let i = e / p.n;
  let j = e % p.n;
  var sum = 0f;
  for (var k = p.first; k < p.last; k++) {
    let row = 2u * rows[k];
    let y = pairs[row * p.n + i];
    let s = pairs[(row + 1u) * p.n + j];
    sum += y.x * s.x - y.y * s.y;
  }
  out[p.to + p.stride * e] += p.duration * decayMean(rates[p.rates + i], rates[p.rates + j], p.duration) * sum;
}`,
});
