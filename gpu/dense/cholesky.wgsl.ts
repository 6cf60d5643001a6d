/**
 * G = RᵀR and R⁻¹ of a small symmetric matrix, in one workgroup.
 *
 * Eliminating in G and in the identity beside it leaves L⁻¹ = R⁻ᵀ in the identity's place; column k of the identity is needed
 * from step k on, when column k of G no longer is, so both share one square.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";

/** Most rows: the length of a row in workgroup memory. */
export const MOST_ROWS = 1024;

const INVOCATIONS = 256;

/** `work` holds G and ends as R⁻ᵀ; `inverse` becomes R⁻¹, `factor` becomes R. */
export const choleskyKernel = kernel({
  name: "Cholesky",
  bindings: { work: "read_write f32", factor: "read_write f32", inverse: "read_write f32" },
  params: { n: "u32", tolerance: "f32" },
  workgroup: [INVOCATIONS, 1, 1],
  code: `
var<workgroup> line: array<f32, ${MOST_ROWS}>;
var<workgroup> diagonal: array<f32, ${MOST_ROWS}>;
var<workgroup> scale: f32;

fn main(@builtin(local_invocation_index) index: u32) {
  let n = p.n;
  for (var i = index; i < n; i += ${INVOCATIONS}u) { diagonal[i] = work[i * n + i]; }
  for (var j = 0u; j < n; j++) {
    storageBarrier();
    workgroupBarrier();
    if (index == 0u) {
      let pivot = work[j * n + j];
      // Not greater, rather than less: a NaN is no pivot either.
      scale = select(0.0, inverseSqrt(pivot), pivot > p.tolerance * diagonal[j] && pivot > 0.0);
    }
    workgroupBarrier();
    // Row j of R to the right of the diagonal, of R⁻ᵀ to its left.
    for (var k = index; k < n; k += ${INVOCATIONS}u) {
      let value = select(scale, work[j * n + k] * scale, k != j);
      line[k] = select(0.0, value, scale > 0.0);
      factor[j * n + k] = select(0.0, select(line[k], 1.0 / scale, k == j), k >= j && scale > 0.0);
      inverse[k * n + j] = select(0.0, line[k], k <= j);
    }
    workgroupBarrier();
    let left = n - 1u - j;
    for (var e = index; e < left * n; e += ${INVOCATIONS}u) {
      let i = j + 1u + e / n;
      let k = e % n;
      let old = select(work[i * n + k], 0.0, k == j);
      work[i * n + k] = old - line[i] * line[k];
    }
  }
}`,
});
