/**
 * PGSE with trapezoidal pulses.
 *
 * @module
 */
import { buildProtocol, type MeasurementOptions, type Protocol } from "./build_protocol.ts";
import {
  atLeast,
  type KeyName,
  nonNegativeNumber,
  type PerSequence,
  perSequence,
  positiveNumber,
} from "./protocol_input.ts";
import { pause, pulse, ramp, reversed, type Sequence, withWaits } from "./sequence.ts";
import { checkWaits, type WaitOptions, type Waits } from "./timing_checks.ts";

/** Two trapezoidal pulses: up in ε, flat for δ − ε, down in ε, so that the area is that of a rectangle of length δ. */
export interface TrapezoidPgseDescription extends Waits {
  /** The type of the sequence. */
  readonly type: "TrapezoidPGSE";
  /** δ, ms: from the start of the ramp up to the start of the ramp down. */
  readonly delta: number;
  /** Δ, ms: from onset to onset, at least δ + ε. */
  readonly Delta: number;
  /** ε, ms: duration of a ramp, at most δ. */
  readonly rampTime: number;
}

/** The sequence of a description, its numbers checked. */
export function trapezoidPgseSequence(
  description: Omit<TrapezoidPgseDescription, "type">,
  name: KeyName,
): Sequence {
  const delta = positiveNumber(description.delta, name("delta"));
  const rampTime = nonNegativeNumber(description.rampTime, name("rampTime"));
  const Delta = positiveNumber(description.Delta, name("Delta"));
  atLeast(name("delta"), delta, rampTime, "rampTime", "the pulse begins with a ramp inside delta");
  atLeast(
    name("Delta"),
    Delta,
    delta + rampTime,
    "delta + rampTime",
    "the second pulse starts after the first ends",
  );
  const waits = checkWaits(description, name, Delta + delta + rampTime);
  const trapezoid = [
    ramp({ rampTime: 1 }, 0, 1),
    pulse({ delta: 1, rampTime: -1 }, 1),
    ramp({ rampTime: 1 }, 1, 0),
  ];
  const gap = pause({ Delta: 1, delta: -1, rampTime: -1 });
  return {
    type: "TrapezoidPGSE",
    timings: { delta, Delta, rampTime, ...waits },
    pieces: withWaits([...trapezoid, gap, ...reversed(trapezoid)], waits),
  };
}

/** What {@linkcode trapezoidPgse} takes. */
export interface TrapezoidPgseOptions extends MeasurementOptions, WaitOptions {
  /** δ, ms: from the start of the ramp up to the start of the ramp down. */
  readonly delta: PerSequence;
  /** Δ, ms: from onset to onset. */
  readonly Delta: PerSequence;
  /** ε, ms: duration of a ramp, at most δ. */
  readonly rampTime: PerSequence;
}

/**
 * Makes a protocol of PGSE sequences with trapezoidal pulses: b = q² (δ² (Δ − δ/3) + ε³/30 − δ ε²/6).
 *
 * @param options Timings, one for all sequences or a list; directions and one list of amplitudes.
 * @returns The protocol; its signals have shape [sequences, directions, bValues].
 * @throws {InputError} If the ramps are longer than the pulse, pulses overlap, or a list is empty or uneven.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { trapezoidPgse } from "@torrey/torrey";
 *
 * const { bValues } = trapezoidPgse({
 *   delta: 10,
 *   Delta: 20,
 *   rampTime: 0.5,
 *   qValues: [0.05],
 *   directions: [[1, 0, 0]],
 * });
 * const expected = 10 ** 2 * (20 - 10 / 3) + 0.5 ** 3 / 30 - 10 * 0.5 ** 2 / 6;
 * assertAlmostEquals(bValues[0], 1000 * 0.05 ** 2 * expected, 1e-9);
 * ```
 */
export function trapezoidPgse(options: TrapezoidPgseOptions): Protocol {
  const sequences = perSequence(options, ["delta", "Delta", "rampTime"], [
    "echoTime",
    "initialPause",
  ]).map((
    { values, name },
  ) => trapezoidPgseSequence(values, name));
  return buildProtocol(sequences, options);
}
