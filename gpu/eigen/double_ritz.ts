/**
 * Rayleigh-Ritz in double precision on the processor: what makes modes computed in single precision orthonormal, tells clusters apart
 * and gives eigenvalues all their digits.
 *
 * An error ε of a vector is one of order ε² of its Ritz value, so vectors in single precision are good for eigenvalues in double.
 *
 * @module
 */
import type { P1Space } from "../../core/fem/mod.ts";
import { denseGeneralisedEigen } from "../../core/linalg/dense/mod.ts";
import { gemm, spmm, Workspace } from "../../wasm/mod.ts";

/** Columns of a panel of a Gram matrix. */
const PANEL = 64;

/** Ritz pairs in double precision. */
export interface DoubleRitz {
  /** Ritz values, ascending, [k]. */
  readonly values: Float64Array;
  /** Ritz vectors with PᵀMP = I, [nodes × k]. */
  readonly vectors: Float64Array;
  /** ‖K p − λ M p‖ / ‖M p‖, [k]. */
  readonly residuals: Float64Array;
}

/**
 * The Ritz pairs of a space of vectors.
 *
 * @param space The finite-element space; its matrices are used, not its blocks.
 * @param span Linearly independent vectors, [nodes × k].
 * @param k Number of vectors.
 * @returns The pairs.
 */
export function doubleRitz(
  { nodes, pattern, matrices }: P1Space,
  span: Float64Array | Float32Array,
  k: number,
): DoubleRitz {
  const { rowStart, columnIndex } = pattern, entries = columnIndex.length, size = nodes * k;
  const workspace = new Workspace({
    float64: [entries, entries, size, size, size, size, k * k, k * k, k * k],
    int32: [nodes + 1, entries],
  });
  const sparse = { rows: nodes, rowStart: workspace.copyInt32(rowStart) };
  const columns = workspace.copyInt32(columnIndex);
  const times = (values: Float64Array, x: Float64Array, y: Float64Array) =>
    spmm(workspace, { ...sparse, columnIndex: columns, values }, x, k, y);
  const stiffness = workspace.copyFloat64(matrices.stiffness);
  const mass = workspace.copyFloat64(matrices.mass);
  const x = workspace.copyFloat64(span), kx = workspace.float64(size), mx = workspace.float64(size);
  times(stiffness, x, kx);
  times(mass, x, mx);
  /** XᵀY, symmetric: its upper triangle, some columns at a time. */
  const gram = (y: Float64Array) => {
    const c = workspace.float64(k * k);
    for (let from = 0; from < k; from += PANEL) {
      const to = Math.min(from + PANEL, k), right = y.subarray(from), out = c.subarray(from);
      gemm(workspace, { transA: true }, to, to - from, nodes, 1, x, k, right, k, out, k);
    }
    for (let i = 0; i < k; i++) for (let j = 0; j < i; j++) c[i * k + j] = c[j * k + i];
    return c.slice();
  };
  const { values, vectors } = denseGeneralisedEigen(gram(kx), gram(mx), k);
  const turn = workspace.copyFloat64(vectors), p = workspace.float64(size);
  gemm(workspace, {}, nodes, k, k, 1, x, k, turn, k, p, k);
  // Two sparse products cost less than turning those of X.
  const kp = kx, mp = mx;
  times(stiffness, p, kp);
  times(mass, p, mp);
  const top = new Float64Array(k), bottom = new Float64Array(k);
  for (let row = 0; row < size; row += k) {
    for (let j = 0; j < k; j++) {
      top[j] += (kp[row + j] - values[j] * mp[row + j]) ** 2;
      bottom[j] += mp[row + j] ** 2;
    }
  }
  return {
    values,
    vectors: p.slice(),
    residuals: top.map((value, j) => Math.sqrt(value / bottom[j])),
  };
}
