/**
 * Double PGSE: two PGSE blocks one after the other, each along its own direction (Mitra, Phys. Rev. B 51, 1995).
 *
 * @module
 */
import { buildProtocol, type MeasurementOptions, type Protocol } from "./build_protocol.ts";
import { type Directions, unitDirections } from "./directions.ts";
import {
  type KeyName,
  nonNegativeNumber,
  type PerSequence,
  perSequence,
} from "./protocol_input.ts";
import { pause, pulse, type Sequence, type SequencePiece, withWaits } from "./sequence.ts";
import { checkPulses, checkWaits, type WaitOptions, type Waits } from "./timing_checks.ts";

/** Two PGSE blocks, + − then + −. */
export interface DoublePgseDescription extends Waits {
  /** The type of the sequence. */
  readonly type: "DoublePGSE";
  /** Pulse duration δ, ms. */
  readonly delta: number;
  /** Separation Δ of the two pulses of a block (onset to onset), ms. */
  readonly Delta: number;
  /** From the end of the second pulse to the start of the third, ms; 0 unless given. */
  readonly pause?: number;
  /** Directions of the second block, one for all or as many as there are `directions`; those unless given. */
  readonly secondDirections?: Directions;
}

/** The sequence of a description, its numbers checked. */
export function doublePgseSequence(
  description: Omit<DoublePgseDescription, "type">,
  name: KeyName,
): Sequence {
  const { delta, Delta } = checkPulses(description, name);
  const mixing = nonNegativeNumber(description.pause ?? 0, name("pause"));
  const waits = checkWaits(description, name, 2 * (Delta + delta) + mixing);
  const { secondDirections } = description;
  const block = (second: boolean): SequencePiece[] =>
    [pulse({ delta: 1 }, 1), pause({ Delta: 1, delta: -1 }), pulse({ delta: 1 }, -1)].map((piece) =>
      second ? { ...piece, second } : piece
    );
  const pieces = [...block(false), pause({ pause: 1 }), ...block(true)];
  return {
    type: "DoublePGSE",
    timings: { delta, Delta, pause: mixing, ...waits },
    pieces: withWaits(pieces, waits),
    ...(secondDirections === undefined
      ? {}
      : { secondDirections: unitDirections(secondDirections, name("secondDirections")) }),
  };
}

/** What {@linkcode doublePgse} takes. */
export interface DoublePgseOptions extends MeasurementOptions, WaitOptions {
  /** Pulse duration δ, ms. */
  readonly delta: PerSequence;
  /** Separation Δ of the two pulses of a block (onset to onset), ms. */
  readonly Delta: PerSequence;
  /** From the end of the second pulse to the start of the third, ms; 0 unless given. */
  readonly pause?: PerSequence;
  /** Directions of the second block, one for all or as many as there are `directions`; those unless given. */
  readonly secondDirections?: Directions;
}

/**
 * Makes a protocol of double PGSE sequences: b = 2 q² δ² (Δ − δ/3), half of it from each block.
 *
 * @param options Timings, one for all sequences or a list; directions of both blocks and one list of amplitudes.
 * @returns The protocol; its signals have shape [sequences, directions, bValues].
 * @throws {InputError} If pulses overlap, the pause is negative, or a list is empty or uneven.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { bTensor, doublePgse, encodeProtocol } from "@torrey/torrey";
 *
 * const protocol = doublePgse({
 *   delta: 5,
 *   Delta: 20,
 *   pause: 5,
 *   bValues: [1000],
 *   directions: [[1, 0, 0]],
 *   secondDirections: [[0, 1, 0]],
 * });
 * const { encodings, amplitudes } = encodeProtocol(protocol);
 * // Two orthogonal directions of equal weight: planar encoding.
 * assertAlmostEquals(bTensor(encodings[0], amplitudes[0][0]).shape, -0.5, 1e-12);
 * ```
 */
export function doublePgse(options: DoublePgseOptions): Protocol {
  const { secondDirections } = options;
  const sequences = perSequence(options, ["delta", "Delta"], ["pause", "echoTime", "initialPause"])
    .map((
      { values, name },
    ) => doublePgseSequence(secondDirections ? { ...values, secondDirections } : values, name));
  return buildProtocol(sequences, options);
}
