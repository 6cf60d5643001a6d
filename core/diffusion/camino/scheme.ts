/**
 * What a Camino scheme holds: a list of measurements, as pulses or as sampled waveforms (Cook et al., ISMRM 2006).
 *
 * Camino counts in SI units (T/m, s); here they are mT/m and ms.
 *
 * @module
 */

/** Measurements by two rectangular pulses. */
export interface CaminoPulses {
  /** The version in the first line; "1" is the older name of "STEJSKALTANNER". */
  readonly version: "STEJSKALTANNER" | "1";
  /** Unit directions as they stand, or zero where no gradient acts, [3 × measurements]. */
  readonly directions: Float64Array;
  /** Gradient strengths |G|, mT/m, [measurements]. */
  readonly gradientStrengths: Float64Array;
  /** Pulse separations Δ, ms, [measurements]. */
  readonly Delta: Float64Array;
  /** Pulse durations δ, ms, [measurements]. */
  readonly delta: Float64Array;
  /** Echo times, ms, [measurements]. */
  readonly echoTimes: Float64Array;
}

/** One sampled waveform. */
export interface CaminoWaveform {
  /** Length of a block, ms. */
  readonly dt: number;
  /** Effective gradient of each block, mT/m, [3 × blocks]. */
  readonly gradient: Float64Array;
}

/** Measurements by sampled waveforms. */
export interface CaminoWaveforms {
  /** The version in the first line. */
  readonly version: "GRADIENT_WAVEFORM";
  /** One waveform per measurement. */
  readonly waveforms: readonly CaminoWaveform[];
}

/** A Camino scheme. */
export type CaminoScheme = CaminoPulses | CaminoWaveforms;
