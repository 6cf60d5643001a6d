/**
 * Protocols of sequences of any types.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { buildProtocol, type MeasurementOptions, type Protocol } from "./build_protocol.ts";
import { makeSequence, type SequenceDescription } from "./sequence_description.ts";

/** What {@linkcode protocol} takes. Directions and amplitudes are left out where all sequences are literal waveforms. */
export interface ProtocolOptions extends Partial<MeasurementOptions> {
  /** The sequences, each by its type and timings. */
  readonly sequences: readonly SequenceDescription[];
}

/**
 * Makes a protocol of sequences of any types: every sequence with every direction and every amplitude.
 *
 * A literal waveform takes no direction and no amplitude; among others its one measurement fills the places of all.
 *
 * @param options The sequences, as in a case file; directions and one list of amplitudes.
 * @returns The protocol; its signals have shape [sequences, directions, bValues].
 * @throws {InputError} If a type or key is unknown, timings are impossible, or a list is empty or uneven.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fibonacciHemisphere, protocol, protocolShape } from "@torrey/torrey";
 *
 * const mixed = protocol({
 *   sequences: [
 *     { type: "PGSE", delta: 10, Delta: 20 },
 *     { type: "CosOGSE", delta: 10, Delta: 20, periods: 2 },
 *     { type: "BTensor", shape: "spherical", delta: 30 },
 *   ],
 *   bValues: [0, 1000],
 *   directions: fibonacciHemisphere(6),
 * });
 * assertEquals(protocolShape(mixed), [3, 6, 2]);
 * ```
 */
export function protocol(options: ProtocolOptions): Protocol {
  if (!Array.isArray(options.sequences)) throw new InputError("'sequences' must be a list");
  const sequences = options.sequences.map((description: SequenceDescription, s) =>
    makeSequence(description, `sequences[${s}]`)
  );
  return buildProtocol(sequences, options);
}
