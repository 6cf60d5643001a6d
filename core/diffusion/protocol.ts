/**
 * A pulsed-gradient spin-echo protocol: every combination of sequence, direction and amplitude.
 *
 * @module
 */

/** Timings of one PGSE sequence: two rectangular pulses of length δ whose onsets lie Δ apart; TE = Δ + δ. */
export interface PgseTiming {
  /** Pulse duration δ, ms. */
  readonly delta: number;
  /** Pulse separation Δ (onset to onset), ms; Δ ≥ δ. */
  readonly Delta: number;
}

/** A PGSE protocol. The signal it gives has shape [sequences, directions, bValues]. */
export interface PgseProtocol {
  /** One entry per sequence. */
  readonly sequences: readonly PgseTiming[];
  /** Unit gradient directions, [3 × directions], row-major. */
  readonly directions: Float64Array;
  /** Gradient amplitude q = γ g of each sequence at each b-value, rad/(µm ms), [sequences × bValues]. */
  readonly q: Float64Array;
  /** The b-value that goes with each `q`, s/mm², [sequences × bValues]. */
  readonly bValues: Float64Array;
}
