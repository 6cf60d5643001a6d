/**
 * Pulsed-gradient spin echo: two rectangular pulses of length δ whose onsets lie Δ apart, b = q² δ² (Δ − δ/3) (Stejskal and Tanner,
 * J. Chem. Phys. 42, 1965).
 *
 * @module
 */
import { bValueUnit } from "../waveform/mod.ts";
import { buildProtocol, type MeasurementOptions, type Protocol } from "./build_protocol.ts";
import { type KeyName, type PerSequence, perSequence } from "./protocol_input.ts";
import { pause, type PgseSequence, pulse, withWaits } from "./sequence.ts";
import { checkPulses, checkWaits, type WaitOptions, type Waits } from "./timing_checks.ts";

/** Timings of one PGSE sequence. */
export interface PgseTiming {
  /** Pulse duration δ, ms. */
  readonly delta: number;
  /** Pulse separation Δ (onset to onset), ms; Δ ≥ δ. */
  readonly Delta: number;
}

/** Two rectangular pulses. */
export interface PgseDescription extends PgseTiming, Waits {
  /** The type of the sequence. */
  readonly type: "PGSE";
}

/** A protocol of PGSE sequences alone, which have their δ and Δ at hand. */
export type PgseProtocol = Protocol<PgseSequence>;

/** What {@linkcode pgse} takes: timings, directions and exactly one of the three amplitude lists. */
export interface PgseOptions extends MeasurementOptions, WaitOptions {
  /** Pulse duration δ, ms: one for all sequences, or one per sequence. */
  readonly delta: PerSequence;
  /** Pulse separation Δ, ms: one for all sequences, or one per sequence; each ≥ its δ. */
  readonly Delta: PerSequence;
}

/** The sequence of a description, its numbers checked. */
export function pgseSequence(
  description: Omit<PgseDescription, "type">,
  name: KeyName,
): PgseSequence {
  const { delta, Delta } = checkPulses(description, name);
  const waits = checkWaits(description, name, Delta + delta);
  const pieces = [
    pulse({ delta: 1 }, 1),
    pause({ Delta: 1, delta: -1 }),
    pulse({ delta: 1 }, -1),
  ];
  return {
    type: "PGSE",
    delta,
    Delta,
    timings: { delta, Delta, ...waits },
    pieces: withWaits(pieces, waits),
  };
}

/**
 * The b-value of a rectangular PGSE sequence, b = q² δ² (Δ − δ/3).
 *
 * @param q Amplitude q = γ g, rad/(µm ms).
 * @param timing Pulse duration and separation, ms.
 * @returns The b-value, s/mm².
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { pgseBValue } from "@torrey/torrey";
 *
 * assertAlmostEquals(pgseBValue(0.0774596669241, { delta: 10, Delta: 20 }), 10_000, 1e-6);
 * ```
 */
export function pgseBValue(q: number, timing: PgseTiming): number {
  const { delta, Delta } = timing;
  return q * q * delta * delta * (Delta - delta / 3) / bValueUnit;
}

/**
 * The amplitude that gives a b-value, q = √(b / (δ² (Δ − δ/3))).
 *
 * @param bValue b-value, s/mm².
 * @param timing Pulse duration and separation, ms.
 * @returns The amplitude q = γ g ≥ 0, rad/(µm ms).
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { pgseAmplitude } from "@torrey/torrey";
 *
 * assertAlmostEquals(pgseAmplitude(10_000, { delta: 10, Delta: 20 }), 0.0774596669241, 1e-12);
 * ```
 */
export function pgseAmplitude(bValue: number, timing: PgseTiming): number {
  const { delta, Delta } = timing;
  return Math.sqrt(bValue * bValueUnit / (delta * delta * (Delta - delta / 3)));
}

/**
 * Makes a PGSE protocol: every sequence with every direction and every amplitude.
 *
 * Give the amplitude as `bValues`, as `gradientStrengths` or as `qValues`; the other two follow from
 * b = q² δ² (Δ − δ/3) and q = γ g. A negative gradient strength or q reverses the direction.
 *
 * @param options Timings (ms), directions and one list of amplitudes.
 * @returns The protocol; its signals have shape [sequences, directions, bValues].
 * @throws {InputError} If a list is empty or uneven, a number is not finite, a direction is zero, δ ≤ 0, Δ < δ or b < 0.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { fibonacciHemisphere, pgse, protocolShape } from "@torrey/torrey";
 *
 * const protocol = pgse({
 *   delta: 10,
 *   Delta: [20, 50],
 *   bValues: [0, 1000, 10_000],
 *   directions: fibonacciHemisphere(30),
 * });
 * assertEquals(protocolShape(protocol), [2, 30, 3]);
 * assertAlmostEquals(protocol.q[2], 0.0774596669241, 1e-12);
 * ```
 */
export function pgse(options: PgseOptions): PgseProtocol {
  const sequences = perSequence(options, ["delta", "Delta"], ["echoTime", "initialPause"]).map((
    { values, name },
  ) => pgseSequence(values, name));
  return buildProtocol(sequences, options);
}
