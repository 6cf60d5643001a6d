/**
 * The short-time kernel of a waveform, C = −∫∫_{s<t} f(t) f(s)ᵀ (t−s)^{3/2} ds dt, symmetrised: how much the walls within one
 * diffusion length matter.
 *
 * For a waveform that refocuses C = ¾ ∫∫_{s<t} F Fᵀ (t−s)^{−1/2}, and h^{−1/2} = π^{−1/2} ∫₀^∞ λ^{−1/2} e^{−λh} dλ turns that into the
 * kernel Ψ(λ) of exponential decay, which is known in closed form for every profile:
 * C = ¾ π^{−1/2} ∫₀^∞ λ^{−1/2} (∫F Fᵀ − Ψ(λ)/λ)/λ dλ. With λ = y² the integrand is smooth, and its tail is ∫F Fᵀ/y².
 *
 * @module
 */
import { gaussLegendre } from "../../special/mod.ts";
import { echoTimeOf, type Encoding } from "../encoding/mod.ts";
import { integralTensor, pullWeightedIntegral } from "./free_exponents.ts";
import { timeKernel, timeKernelPullback, type WaveformCotangent } from "./time_kernel.ts";

/** ¾ π^{−1/2} · 2, the 2 from dλ = 2y dy. */
const FRONT = 1.5 / Math.sqrt(Math.PI);
/** Points below 1/√TE: few, for Ψ/λ cancels with ∫F Fᵀ as λ falls. */
const LOW_POINTS = 5;
/** Points in each of the intervals [y, 2y] above. */
const POINTS = 12;
/** Intervals above: up to λ = 4¹⁴/TE, beyond which Ψ/λ² is below 1e-13 of the whole. */
const OCTAVES = 14;

/** C = Σ_j weight_j Ψ(λ_j) + constant · ∫F Fᵀ. */
interface Quadrature {
  readonly rates: Float64Array;
  readonly weights: Float64Array;
  readonly constant: number;
}

function quadrature(echoTime: number): Quadrature {
  const rates: number[] = [], weights: number[] = [];
  let constant = 0;
  const add = (from: number, to: number, count: number) => {
    const rule = gaussLegendre(count);
    rule.points.forEach((u, i) => {
      const rate = (from + u * (to - from)) ** 2, weight = FRONT * rule.weights[i] * (to - from);
      rates.push(rate);
      weights.push(-weight / rate ** 2);
      constant += weight / rate;
    });
  };
  const first = 1 / Math.sqrt(echoTime);
  add(0, first, LOW_POINTS);
  for (let k = 0; k < OCTAVES; k++) add(first * 2 ** k, first * 2 ** (k + 1), POINTS);
  constant += FRONT / (first * 2 ** OCTAVES);
  return { rates: Float64Array.from(rates), weights: Float64Array.from(weights), constant };
}

/**
 * C of a waveform that refocuses.
 *
 * @param encoding The waveform.
 * @returns Six entries, ms^{7/2}; relative accuracy about 1e-10.
 */
export function shortTimeKernel(encoding: Encoding): Float64Array {
  const { rates, weights, constant } = quadrature(echoTimeOf(encoding));
  const out = integralTensor(encoding).map((x) => constant * x);
  const { values } = timeKernel(encoding, rates);
  values.forEach((value, i) => out[i % 6] += weights[Math.floor(i / 6)] * value);
  return out;
}

/**
 * Adds what ∂L/∂C brings to the cotangent of the waveform.
 *
 * @param encoding The waveform.
 * @param cotangent ∂L by the six entries of C, [6].
 * @param out What to add to.
 */
export function pullShortTimeKernel(
  encoding: Encoding,
  cotangent: Float64Array,
  out: WaveformCotangent,
): void {
  const { rates, weights, constant } = quadrature(echoTimeOf(encoding));
  const onKernel = Float64Array.from({ length: 6 * rates.length }, (_, i) => {
    return weights[Math.floor(i / 6)] * cotangent[i % 6];
  });
  timeKernelPullback(encoding, rates, onKernel, out);
  // Σ_ij W_ij ∫F_iF_j as the difference of two positive definite forms, W + s and s.
  const [xx, xy, xz, yy, yz, zz] = cotangent.map((w, e) => [0, 3, 5].includes(e) ? w : w / 2);
  const shift = 1 + 2 * Math.hypot(xx, yy, zz, xy * 2, xz * 2, yz * 2);
  const shifted = Float64Array.of(xx + shift, xy, xz, yy + shift, yz, zz + shift);
  const unit = Float64Array.of(shift, 0, 0, shift, 0, shift);
  pullWeightedIntegral(encoding, shifted, 0, constant, out);
  pullWeightedIntegral(encoding, unit, 0, -constant, out);
}
