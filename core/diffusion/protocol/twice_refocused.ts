/**
 * Twice-refocused spin echo: two refocusing pulses among four lobes, effective gradient +δ₁ +δ₂ −δ₃ −δ₄ with δ₄ = δ₁ + δ₂ − δ₃ (Reese
 * et al., Magn. Reson. Med. 49, 2003).
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { buildProtocol, type MeasurementOptions, type Protocol } from "./build_protocol.ts";
import {
  atLeast,
  type KeyName,
  nonNegativeNumber,
  type PerSequence,
  perSequence,
  positiveNumber,
} from "./protocol_input.ts";
import { pause, pulse, type Sequence, type TimeCombination, withWaits } from "./sequence.ts";
import { checkWaits, type WaitOptions, type Waits } from "./timing_checks.ts";

/** Four lobes of equal strength, either equally long or of given lengths. */
export interface TwiceRefocusedTiming extends Waits {
  /** Duration of each lobe, ms: the standard timings, where the refocusing pulses come at TE/4 and 3 TE/4. */
  readonly delta?: number;
  /** Duration of the first lobe, ms, in place of `delta`. */
  readonly delta1?: number;
  /** Duration of the second lobe, ms. */
  readonly delta2?: number;
  /** Duration of the third lobe, ms; the fourth lasts delta1 + delta2 − delta3. */
  readonly delta3?: number;
  /** Room for a refocusing pulse between the first two and between the last two lobes, ms; 0 unless given. */
  readonly pause?: number;
  /** Wait between the second and the third lobe, ms; 0 unless given. */
  readonly middlePause?: number;
}

/** A twice-refocused sequence. */
export interface TwiceRefocusedDescription extends TwiceRefocusedTiming {
  /** The type of the sequence. */
  readonly type: "TwiceRefocused";
}

/** The four lobes as combinations of timings. */
function lobes(
  { delta, delta1, delta2, delta3 }: TwiceRefocusedTiming,
  name: KeyName,
): { timings: Record<string, number>; lengths: TimeCombination[] } {
  if (delta1 === undefined && delta2 === undefined && delta3 === undefined) {
    const each = { delta: 1 };
    return {
      timings: { delta: positiveNumber(delta, name("delta")) },
      lengths: [each, each, each, each],
    };
  }
  if (delta !== undefined) {
    throw new InputError(
      `'${name("delta")}' and '${name("delta1")}' are both given: give delta, or delta1 to delta3`,
    );
  }
  const timings = {
    delta1: positiveNumber(delta1, name("delta1")),
    delta2: positiveNumber(delta2, name("delta2")),
    delta3: positiveNumber(delta3, name("delta3")),
  };
  const reason = "the fourth lobe lasts delta1 + delta2 − delta3";
  atLeast(
    name("delta1"),
    timings.delta1,
    timings.delta3 - timings.delta2,
    "delta3 − delta2",
    reason,
  );
  return {
    timings,
    lengths: [{ delta1: 1 }, { delta2: 1 }, { delta3: 1 }, { delta1: 1, delta2: 1, delta3: -1 }],
  };
}

/** The sequence of a description, its numbers checked. */
export function twiceRefocusedSequence(
  description: TwiceRefocusedTiming,
  name: KeyName,
): Sequence {
  const { timings, lengths } = lobes(description, name);
  const room = nonNegativeNumber(description.pause ?? 0, name("pause"));
  const middle = nonNegativeNumber(description.middlePause ?? 0, name("middlePause"));
  const gradients = timings.delta === undefined
    ? 2 * (timings.delta1 + timings.delta2)
    : 4 * timings.delta;
  const waits = checkWaits(description, name, gradients + 2 * room + middle);
  const pieces = [
    pulse(lengths[0], 1),
    pause({ pause: 1 }),
    pulse(lengths[1], 1),
    pause({ middlePause: 1 }),
    pulse(lengths[2], -1),
    pause({ pause: 1 }),
    pulse(lengths[3], -1),
  ];
  return {
    type: "TwiceRefocused",
    timings: {
      ...timings,
      pause: room,
      middlePause: middle,
      ...waits,
    },
    pieces: withWaits(pieces, waits),
  };
}

/** What {@linkcode twiceRefocused} takes: either `delta`, or `delta1`, `delta2` and `delta3`. */
export interface TwiceRefocusedOptions extends MeasurementOptions, WaitOptions {
  /** Duration of each lobe, ms: the standard timings, where the refocusing pulses come at TE/4 and 3 TE/4. */
  readonly delta?: PerSequence;
  /** Duration of the first lobe, ms, in place of `delta`. */
  readonly delta1?: PerSequence;
  /** Duration of the second lobe, ms. */
  readonly delta2?: PerSequence;
  /** Duration of the third lobe, ms; the fourth lasts delta1 + delta2 − delta3. */
  readonly delta3?: PerSequence;
  /** Room for a refocusing pulse between the first two and between the last two lobes, ms; 0 unless given. */
  readonly pause?: PerSequence;
  /** Wait between the second and the third lobe, ms; 0 unless given. */
  readonly middlePause?: PerSequence;
}

/**
 * Makes a protocol of twice-refocused sequences.
 *
 * Give `delta` for four equal lobes, or the first three lengths to null the eddy currents of a coil.
 *
 * @param options Timings, one for all sequences or a list; directions and one list of amplitudes.
 * @returns The protocol; its signals have shape [sequences, directions, bValues].
 * @throws {InputError} If the fourth lobe would last a negative time, or a list is empty or uneven.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { pgse, twiceRefocused } from "@torrey/torrey";
 *
 * // Without pauses the effective gradient is that of PGSE with pulses twice as long.
 * const measurement = { qValues: [0.1], directions: [[1, 0, 0]] };
 * const twice = twiceRefocused({ delta: 10, ...measurement });
 * const once = pgse({ delta: 20, Delta: 20, ...measurement });
 * assertAlmostEquals(twice.bValues[0], once.bValues[0], 1e-9);
 * ```
 */
export function twiceRefocused(options: TwiceRefocusedOptions): Protocol {
  const equal = options.delta1 === undefined && options.delta2 === undefined &&
    options.delta3 === undefined;
  const required = equal ? ["delta"] as const : ["delta1", "delta2", "delta3"] as const;
  const optional = ["delta", "pause", "middlePause", "echoTime", "initialPause"] as const;
  const sequences = perSequence<keyof TwiceRefocusedTiming>(
    options,
    required,
    optional.filter((key) => !(equal && key === "delta")),
  ).map(({ values, name }) => twiceRefocusedSequence(values, name));
  return buildProtocol(sequences, options);
}
