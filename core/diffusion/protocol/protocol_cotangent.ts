/**
 * The pullback of a protocol's encoding: from ∂L by durations, vectors and amplitudes to ∂L by b-values, timings and samples.
 *
 * With a piece of length Σ_k c_k τ_k, ∂L/∂τ_k sums c_k ∂L/∂duration; where b is given, q = √(b/I), I = ∫|F|² dt, adds
 * ∂L/∂q · (−q/(2I)) ∂I/∂τ_k.
 *
 * @module
 */
import type { EncodedCotangent } from "../encoding/mod.ts";
import { squaredIntegral } from "../waveform/mod.ts";
import type { Protocol } from "./build_protocol.ts";
import { samplesCotangent } from "./gradient_waveform.ts";
import {
  amplitudesOf,
  type ProtocolInputs,
  replaceInputs,
  type SequenceInputs,
} from "./protocol_inputs.ts";
import { protocolShape } from "./protocol_shape.ts";
import { turnedBack } from "./rotation.ts";
import { pieceDurations } from "./sequence.ts";
import { frameEncoding, frameRotations } from "./sequence_encoding.ts";

/** ∂L of one sequence, summed over its directions: by what gave the amplitudes, by durations and by vectors of its frame. */
interface SequenceCotangent {
  readonly amplitudes: Float64Array;
  readonly durations: Float64Array;
  readonly vectors: readonly Float64Array[];
}

/** Adds `from` to `to`. */
function add(to: Float64Array, from: Float64Array, factor = 1): void {
  from.forEach((x, i) => to[i] += factor * x);
}

function sequenceCotangent(
  own: SequenceInputs,
  protocol: Protocol,
  s: number,
  cotangent: EncodedCotangent,
): SequenceCotangent {
  const { sequence, timings, key } = own;
  const [, directions, count] = protocolShape(protocol);
  const encoding = frameEncoding(sequence, pieceDurations(sequence, timings));
  const slopeByQ = new Float64Array(count);
  const durations = new Float64Array(sequence.pieces.length);
  const vectors = sequence.pieces.map((piece) => new Float64Array(piece.vectors.length));
  for (let d = 0; d < directions; d++) {
    const e = s * directions + d;
    add(slopeByQ, cotangent.amplitudes[e]);
    add(durations, cotangent.durations[e]);
    const { first, second } = frameRotations(sequence, protocol.directions, d);
    cotangent.vectors[e].forEach((slope, p) => {
      const turn = sequence.pieces[p].second ? second : first;
      add(vectors[p], sequence.literal ? slope : turnedBack(turn, slope));
    });
  }
  const byB = key === "bValues" && !sequence.literal;
  const unit = byB ? squaredIntegral(encoding) : undefined;
  const { q, slopes } = amplitudesOf(own, unit?.value ?? 1);
  if (unit !== undefined) {
    // dq = q (db/b − dI/I)/2.
    const byUnit = slopeByQ.reduce((sum, x, b) => sum - x * q[b] / (2 * unit.value), 0);
    add(durations, unit.durations, byUnit);
    vectors.forEach((slope, p) => add(slope, unit.vectors[p], byUnit));
  }
  return { amplitudes: slopeByQ.map((x, b) => x * slopes[b]), durations, vectors };
}

/**
 * Pulls ∂L by an encoded protocol back to the inputs it was encoded with.
 *
 * At b = 0 among `inputs.bValues` the derivative is the limit from above, finite where the signal is even in q.
 *
 * @param protocol The protocol.
 * @param inputs The inputs given to {@linkcode encodeProtocol}.
 * @param cotangent ∂L by durations, vectors and amplitudes.
 * @returns ∂L by each input there is, in its shape: by `bValues` in mm²/s, by timings in 1/ms, by samples in m/mT (of a scaled
 * waveform per unit). Literal sequences have no derivative by an amplitude: 0.
 * @throws {InputError} As {@linkcode encodeProtocol}.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { encodeProtocol, pgse, protocolCotangent } from "@torrey/torrey";
 *
 * // L = q: at fixed b a longer Δ needs less gradient, ∂q/∂Δ = −q/(2(Δ − δ/3)).
 * const protocol = pgse({ delta: 6, Delta: 20, bValues: [1000], directions: [[1, 0, 0]] });
 * const inputs = { timings: { Delta: Float64Array.of(20) } };
 * const { encodings, amplitudes } = encodeProtocol(protocol, inputs);
 * const { timings } = protocolCotangent(protocol, inputs, {
 *   durations: [new Float64Array(3)],
 *   vectors: [encodings[0].pieces.map(() => new Float64Array(3))],
 *   amplitudes: [Float64Array.of(1)],
 * });
 * assertAlmostEquals(timings!.Delta[0], -amplitudes[0][0] / (2 * (20 - 2)), 1e-15);
 * ```
 */
export function protocolCotangent(
  protocol: Protocol,
  inputs: ProtocolInputs,
  cotangent: EncodedCotangent,
): ProtocolInputs {
  const replaced = replaceInputs(protocol, inputs);
  const slopes = replaced.map((own, s) => sequenceCotangent(own, protocol, s, cotangent));
  const amplitudes = (): Float64Array =>
    Float64Array.from(slopes.flatMap((x) => [...x.amplitudes]));
  const timing = (name: string): Float64Array =>
    Float64Array.from(
      replaced,
      ({ sequence }, s) =>
        sequence.pieces.reduce(
          (sum, { duration }, p) => sum + (duration[name] ?? 0) * slopes[s].durations[p],
          0,
        ),
    );
  const { timings } = inputs;
  return {
    ...(inputs.bValues && { bValues: amplitudes() }),
    ...(inputs.gradientStrengths && { gradientStrengths: amplitudes() }),
    ...(inputs.qValues && { qValues: amplitudes() }),
    ...(timings && {
      timings: Object.fromEntries(Object.keys(timings).map((name) => [name, timing(name)])),
    }),
    ...(inputs.waveforms && {
      waveforms: replaced.flatMap(({ sequence, waveform }, s) =>
        waveform < 0 ? [] : [samplesCotangent(sequence.samples!, slopes[s].vectors)]
      ),
    }),
  };
}
