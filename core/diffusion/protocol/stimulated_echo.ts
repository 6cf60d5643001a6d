/**
 * Stimulated echo: between its two pulses the magnetisation is stored along the main field for the mixing time, where it relaxes by
 * T1, and half of it comes back (Tanner, J. Chem. Phys. 52, 1970).
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
} from "./protocol_input.ts";
import { pause, pulse, type Sequence, withWaits } from "./sequence.ts";
import { checkPulses, checkWaits, type WaitOptions, type Waits } from "./timing_checks.ts";

/** Two rectangular pulses around a mixing time, in the middle of the gap. */
export interface StimulatedEchoDescription extends Waits {
  /** The type of the sequence. */
  readonly type: "StimulatedEcho";
  /** Pulse duration δ, ms. */
  readonly delta: number;
  /** Pulse separation Δ (onset to onset), ms. */
  readonly Delta: number;
  /** Time between the second and the third 90° pulse, ms; at most Δ − δ. */
  readonly mixingTime: number;
}

/** The sequence of a description, its numbers checked. */
export function stimulatedEchoSequence(
  description: Omit<StimulatedEchoDescription, "type">,
  name: KeyName,
): Sequence {
  const { delta, Delta } = checkPulses(description, name);
  const mixingTime = nonNegativeNumber(description.mixingTime, name("mixingTime"));
  const reason = "the mixing time lies between the pulses";
  atLeast(name("Delta"), Delta, delta + mixingTime, "delta + mixingTime", reason);
  const waits = checkWaits(description, name, Delta + delta);
  const wait = pause({ Delta: 1 / 2, delta: -1 / 2, mixingTime: -1 / 2 });
  const pieces = [
    pulse({ delta: 1 }, 1),
    wait,
    pause({ mixingTime: 1 }, true),
    wait,
    pulse({ delta: 1 }, -1),
  ];
  return {
    type: "StimulatedEcho",
    timings: { delta, Delta, mixingTime, ...waits },
    pieces: withWaits(pieces, waits),
    weight: 1 / 2,
  };
}

/** What {@linkcode stimulatedEcho} takes. */
export interface StimulatedEchoOptions extends MeasurementOptions, WaitOptions {
  /** Pulse duration δ, ms. */
  readonly delta: PerSequence;
  /** Pulse separation Δ (onset to onset), ms. */
  readonly Delta: PerSequence;
  /** Time between the second and the third 90° pulse, ms; at most Δ − δ. */
  readonly mixingTime: PerSequence;
}

/**
 * Makes a protocol of stimulated echoes, which reach long diffusion times where T1 is longer than T2.
 *
 * @param options Timings, one for all sequences or a list; directions and one list of amplitudes.
 * @returns The protocol; its signals have shape [sequences, directions, bValues] and weight ½.
 * @throws {InputError} If the mixing time does not fit between the pulses, or a list is empty or uneven.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { encodeProtocol, stimulatedEcho } from "@torrey/torrey";
 *
 * const timing = { delta: 5, Delta: 200, mixingTime: 185 };
 * const protocol = stimulatedEcho({ ...timing, bValues: [1000], directions: [[1, 0, 0]] });
 * const [{ pieces, weight }] = encodeProtocol(protocol).encodings;
 * assertEquals(weight, 0.5);
 * assertEquals(pieces.map(({ duration }) => duration), [5, 5, 185, 5, 5]);
 * ```
 */
export function stimulatedEcho(options: StimulatedEchoOptions): Protocol {
  const sequences = perSequence(options, ["delta", "Delta", "mixingTime"], [
    "echoTime",
    "initialPause",
  ]).map((
    { values, name },
  ) => stimulatedEchoSequence(values, name));
  return buildProtocol(sequences, options);
}
