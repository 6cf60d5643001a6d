/**
 * Divided differences (Ψ(λ_i) − Ψ(λ_j))/(λ_i − λ_j) of a function known with its derivative: what the derivative of a function of a
 * symmetric matrix is made of (Daleckii and Krein, 1965).
 *
 * @module
 */
import type { KernelValues } from "./time_kernel.ts";

/**
 * Rates nearer than this, relative to their scale, take the mean slope between them: by then a difference would have lost
 * as many digits as two Gauss points of the slope leave out, (Δλ)⁴/4320.
 */
const NEAR = 5e-3;

/** The two Gauss points on [0, 1]. */
const GAUSS = [0.5 - Math.sqrt(1 / 12), 0.5 + Math.sqrt(1 / 12)] as const;

/**
 * The divided differences of Ψ between all pairs of rates.
 *
 * @param kernel Computes Ψ and dΨ/dλ at some rates.
 * @param rates The rates, [m].
 * @param values Ψ and dΨ/dλ at them.
 * @param scale The rate below which Ψ is smooth, 1/ms: that of the longest waveform.
 * @returns Six entries for each pair i, j, [m × m × 6], symmetric in i and j.
 */
export function dividedKernel(
  kernel: (rates: Float64Array) => KernelValues,
  rates: Float64Array,
  values: KernelValues,
  scale: number,
): Float64Array {
  const m = rates.length, out = new Float64Array(6 * m * m), near: [number, number][] = [];
  const put = (i: number, j: number, entry: (e: number) => number) => {
    for (let e = 0; e < 6; e++) out[6 * (i * m + j) + e] = out[6 * (j * m + i) + e] = entry(e);
  };
  for (let i = 0; i < m; i++) {
    put(i, i, (e) => values.slopes[6 * i + e]);
    for (let j = 0; j < i; j++) {
      const gap = rates[i] - rates[j];
      if (Math.abs(gap) <= NEAR * Math.max(rates[i], rates[j], scale)) near.push([i, j]);
      else put(i, j, (e) => (values.values[6 * i + e] - values.values[6 * j + e]) / gap);
    }
  }
  const between = near.flatMap(([i, j]) => GAUSS.map((u) => rates[i] + u * (rates[j] - rates[i])));
  const { slopes } = kernel(Float64Array.from(between));
  near.forEach(([i, j], k) => put(i, j, (e) => (slopes[12 * k + e] + slopes[12 * k + 6 + e]) / 2));
  return out;
}
