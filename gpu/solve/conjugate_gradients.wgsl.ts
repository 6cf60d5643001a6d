/**
 * The scalars of conjugate gradients for many columns at once, and the update they serve.
 *
 * A column's state is (ρ, ρ_0, target, active): ρ = r·z now and at the start, the ρ at which it is solved, and whether it still moves. A
 * column that is solved, or whose curvature p·Ap is no longer positive, stays as it is: its factors are 0.
 *
 * @module
 */
import { sumRowsKernel } from "../dense/mod.ts";
import { kernel } from "../device/kernel.ts";

const MAIN =
  "fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u)";

/** Begins a round: the ρ of now is to become smaller than `reduction`·ρ_0; ρ_0 is that of the first round. */
export const beginKernel = sumRowsKernel({
  name: "conjugate gradients begin",
  bindings: { plan: "read f32", state: "read_write vec4f" },
  store: `
  let start = select(state[column].y, sum, plan[0] != 0.0);
  let goal = plan[1] * start;
  state[column] = vec4f(sum, start, goal, select(0.0, 1.0, sum > goal));`,
});

/** α = ρ / p·Ap from the sums p·Ap. */
export const stepLengthKernel = sumRowsKernel({
  name: "conjugate gradients step length",
  bindings: { state: "read_write vec4f", alpha: "read_write f32" },
  store: `
  var s = state[column];
  var step = 0.0;
  if (s.w > 0.0 && sum > 0.0) { step = s.x / sum; } else { s.w = 0.0; }
  state[column] = s;
  alpha[column] = step;`,
});

/** β = ρ / the ρ before, from the sums ρ. */
export const ratioKernel = sumRowsKernel({
  name: "conjugate gradients ratio",
  bindings: { state: "read_write vec4f", beta: "read_write f32" },
  store: `
  var s = state[column];
  var ratio = 0.0;
  if (s.w > 0.0) {
    ratio = sum / s.x;
    s.x = sum;
    if (!(s.x > s.z)) { s.w = 0.0; }
  }
  state[column] = s;
  beta[column] = ratio;`,
});

/** x += p diag(α), r −= q diag(α). */
export const moveKernel = kernel({
  name: "conjugate gradients move",
  bindings: {
    alpha: "read f32",
    direction: "read vec4f",
    image: "read vec4f",
    x: "read_write vec4f",
    residual: "read_write vec4f",
  },
  params: { length: "u32", width: "u32", columns: "u32" },
  workgroup: [64, 1, 1],
  code: `
${MAIN} {
  let i = flat(id, groups);
  if (i >= p.length) { return; }
  let column = 4u * (i % p.width);
  var a = vec4f();
  for (var c = 0u; c < 4u; c++) {
    if (column + c < p.columns) { a[c] = alpha[column + c]; }
  }
  let moves = a != vec4f();
  x[i] = select(x[i], fma(a, direction[i], x[i]), moves);
  residual[i] = select(residual[i], fma(-a, image[i], residual[i]), moves);
}`,
});

/** √(ρ/ρ_0), 0 where there was nothing to solve. */
export const reductionKernel = kernel({
  name: "conjugate gradients reduction",
  bindings: { state: "read vec4f", out: "read_write f32" },
  params: { columns: "u32" },
  workgroup: [64, 1, 1],
  code: `
${MAIN} {
  let j = flat(id, groups);
  if (j >= p.columns) { return; }
  let s = state[j];
  out[j] = select(0.0, sqrt(max(s.x, 0.0) / s.y), s.y > 0.0);
}`,
});
