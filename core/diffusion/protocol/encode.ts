/**
 * From a protocol, with some of its values replaced, to the waveforms and amplitudes that models work on.
 *
 * @module
 */
import type { EncodedProtocol, Encoding } from "../encoding/mod.ts";
import { squaredIntegral } from "../waveform/mod.ts";
import type { Protocol } from "./build_protocol.ts";
import { amplitudesOf, type ProtocolInputs, replaceInputs } from "./protocol_inputs.ts";
import { protocolShape } from "./protocol_shape.ts";
import { pieceDurations } from "./sequence.ts";
import { frameEncoding, sequenceEncoding } from "./sequence_encoding.ts";

/**
 * The waveforms and amplitudes of a protocol.
 *
 * What the amplitude was given by stays when a timing or a sample changes: with fixed b-values q = √(b/∫F²) follows the timings. A
 * b-value of 0 among `inputs.bValues` is encoded as 1e-10 s/mm², so that the signal's derivative by it exists; elsewhere 0 is 0.
 *
 * @param protocol The protocol.
 * @param inputs Values in place of the protocol's.
 * @returns One waveform per sequence and direction, [sequences × directions], with its amplitudes; those of one sequence share one
 * array of amplitudes.
 * @throws {InputError} If an input has a wrong length or name, is not finite, or makes a timing impossible.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { encodeProtocol, pgse } from "@torrey/torrey";
 *
 * const protocol = pgse({ delta: 10, Delta: 20, bValues: [1000], directions: [[0, 1, 0]] });
 * const { encodings, amplitudes } = encodeProtocol(protocol);
 * assertEquals(encodings[0].pieces.map(({ duration }) => duration), [10, 10, 10]);
 * const longer = encodeProtocol(protocol, { timings: { Delta: Float64Array.of(50) } });
 * assertAlmostEquals(amplitudes[0][0] / longer.amplitudes[0][0], Math.sqrt(140 / 50), 1e-12);
 * ```
 */
export function encodeProtocol(protocol: Protocol, inputs: ProtocolInputs = {}): EncodedProtocol {
  const shape = protocolShape(protocol), [, directions] = shape;
  const encodings: Encoding[] = [], amplitudes: Float64Array[] = [];
  replaceInputs(protocol, inputs).forEach((own, s) => {
    const { sequence, timings, key } = own;
    const durations = pieceDurations(sequence, timings, `sequence ${s + 1} (${sequence.type})`);
    const unit = key === "bValues" && !sequence.literal
      ? squaredIntegral(frameEncoding(sequence, durations)).value
      : 1;
    const { q } = amplitudesOf(own, unit);
    for (let d = 0; d < directions; d++) {
      encodings.push(sequenceEncoding(sequence, durations, protocol.directions, d));
      amplitudes.push(q);
    }
  });
  return { shape, encodings, amplitudes };
}
