/**
 * What one piece of a waveform does to spins whose positions forget themselves at a rate λ, in closed form.
 *
 * With z = λ × duration and the profile's functions B_j: α_j = ∫₀¹ e^{−z(1−u)} B_j(u) du, β_j = ∫₀¹ e^{−zu} B_j(u) du and
 * γ_jk = ∫∫_{w<u} e^{−z(u−w)} B_j(u) B_k(w) dw du. All are moments of e^{−zh} over the lag h, so their derivatives by z are the
 * next moments.
 *
 * @module
 */
import type { Profile } from "../encoding/mod.ts";
import { lagMoments } from "./lag_moments.ts";

/** The integrals of one piece; with two functions, [α₀, α₁] and γ row-major. */
export interface PieceIntegrals {
  /** e^{−z}. */
  readonly decay: number;
  readonly alpha: readonly number[];
  readonly beta: readonly number[];
  readonly gamma: readonly number[];
}

/** The integrals and their derivatives by z. */
export interface PieceKernel {
  readonly values: PieceIntegrals;
  readonly slopes: PieceIntegrals;
}

function constantIntegrals(decay: number, e: (m: number) => number): PieceIntegrals {
  return { decay, alpha: [e(0)], beta: [e(0)], gamma: [e(0) - e(1)] };
}

function rampIntegrals(decay: number, e: (m: number) => number): PieceIntegrals {
  const falling = e(0) - e(1), rising = e(1);
  const same = e(0) / 3 - e(1) / 2 + e(3) / 6;
  const risingFirst = e(0) / 6 - e(1) / 2 + e(2) / 2 - e(3) / 6;
  const fallingFirst = e(0) / 6 + e(1) / 2 - e(2) / 2 - e(3) / 6;
  return {
    decay,
    alpha: [rising, falling],
    beta: [falling, rising],
    gamma: [same, risingFirst, fallingFirst, same],
  };
}

function waveIntegrals(
  decay: number,
  c: (m: number) => number,
  s: (m: number) => number,
  { kind, periods }: Profile & { readonly kind: "cosine" | "sine" },
): PieceIntegrals {
  const omega = 2 * Math.PI * periods, cos = Math.cos(omega), sin = Math.sin(omega);
  // ½(1 − h) cos ωh ± (sin(2ω − ωh) − sin ωh)/4ω is the profile's correlation with itself at lag h.
  const ends = (2 * sin * cos * c(0) - 2 * cos * cos * s(0)) / (4 * omega);
  const middle = (c(0) - c(1)) / 2;
  return kind === "cosine"
    ? { decay, alpha: [cos * c(0) + sin * s(0)], beta: [c(0)], gamma: [middle + ends] }
    : { decay, alpha: [sin * c(0) - cos * s(0)], beta: [s(0)], gamma: [middle - ends] };
}

/**
 * The integrals of a piece and their derivatives by z.
 *
 * @param profile The piece's profile.
 * @param z λ × duration, ≥ 0.
 * @returns Values and derivatives.
 */
export function pieceKernel(profile: Profile, z: number): PieceKernel {
  const decay = Math.exp(-z);
  if (profile.kind === "constant" || profile.kind === "ramp") {
    const moments = lagMoments(z, 0, profile.kind === "ramp" ? 5 : 3).real;
    const make = profile.kind === "ramp" ? rampIntegrals : constantIntegrals;
    return { values: make(decay, (m) => moments[m]), slopes: make(-decay, (m) => -moments[m + 1]) };
  }
  const wave = { kind: profile.kind, periods: profile.periods };
  const { real, imag } = lagMoments(z, -2 * Math.PI * wave.periods, 3);
  return {
    values: waveIntegrals(decay, (m) => real[m], (m) => imag[m], wave),
    slopes: waveIntegrals(-decay, (m) => -real[m + 1], (m) => -imag[m + 1], wave),
  };
}
