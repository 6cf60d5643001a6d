/**
 * What the spins of one measurement feel: a gradient waveform as a list of pieces.
 *
 * q(t) = amplitude · Σ_j vectors_j B_j(u), u = t/duration within the piece. The functions B_j are fixed by the piece's profile, so
 * that a change of a duration stretches the waveform and a change of a vector is linear in it.
 *
 * @module
 */

/**
 * The functions B_j(u) on u ∈ [0, 1]: `constant` has 1; `ramp` has 1 − u and u; `cosine` has cos(2π·periods·u); `sine` has
 * sin(2π·periods·u).
 */
export type Profile =
  | { readonly kind: "constant" }
  | { readonly kind: "ramp" }
  | { readonly kind: "cosine" | "sine"; readonly periods: number };

/** A part of a waveform with one profile. */
export interface EncodingPiece {
  /** Length, ms, not negative. */
  readonly duration: number;
  /** The functions the vectors multiply. */
  readonly profile: Profile;
  /** One vector per function of the profile, without unit, [functions × 3]. All zero: no gradient. */
  readonly vectors: Float64Array;
  /** Whether the magnetisation is stored along the main field meanwhile, where it relaxes by T1: the mixing time of a stimulated echo. */
  readonly stored?: boolean;
}

/** A waveform from excitation to echo. Refocusing pulses are in its signs: it is the effective gradient. */
export interface Encoding {
  /** The pieces, in order; their durations add up to the echo time. */
  readonly pieces: readonly EncodingPiece[];
  /** The part of the signal that reaches the echo: 1, or ½ for a stimulated echo. */
  readonly weight?: number;
}

/**
 * The measurements of a protocol in the form every model works on. The signal is ordered by encoding, then by amplitude.
 */
export interface EncodedProtocol {
  /** Shape of the signal; its product is the number of measurements. */
  readonly shape: readonly number[];
  /** One per sequence and direction. */
  readonly encodings: readonly Encoding[];
  /** Amplitudes q = γg of each encoding, rad/(µm ms); of any sign. */
  readonly amplitudes: readonly Float64Array[];
}

/** ∂L in terms of an encoded protocol. */
export interface EncodedCotangent {
  /** ∂L/∂duration, [encodings][pieces], 1/ms. */
  readonly durations: readonly Float64Array[];
  /** ∂L/∂vectors, [encodings][pieces][functions × 3]. */
  readonly vectors: readonly (readonly Float64Array[])[];
  /** ∂L/∂amplitude, [encodings][amplitudes], µm ms/rad. */
  readonly amplitudes: readonly Float64Array[];
}

/** The number of functions of a profile. */
export function profileFunctions(profile: Profile): number {
  return profile.kind === "ramp" ? 2 : 1;
}

/** The values B_j(u) of a profile. */
export function profileValues(profile: Profile, u: number): number[] {
  switch (profile.kind) {
    case "constant":
      return [1];
    case "ramp":
      return [1 - u, u];
    case "cosine":
      return [Math.cos(2 * Math.PI * profile.periods * u)];
    case "sine":
      return [Math.sin(2 * Math.PI * profile.periods * u)];
  }
}

/** Whether a piece has no gradient. */
export function isFree(piece: EncodingPiece): boolean {
  return piece.vectors.every((value) => value === 0);
}

/** The echo time of an encoding: the sum of its durations, ms. */
export function echoTimeOf(encoding: Encoding): number {
  return encoding.pieces.reduce((sum, { duration }) => sum + duration, 0);
}
