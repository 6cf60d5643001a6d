/**
 * From a sequence and a direction to the waveform that models work on.
 *
 * @module
 */
import type { Encoding, EncodingPiece } from "../encoding/mod.ts";
import { squaredIntegral } from "../waveform/mod.ts";
import { rotationTo, turned } from "./rotation.ts";
import { pieceDurations, type Sequence } from "./sequence.ts";

/** The waveform of a sequence in its own frame, with given durations. */
export function frameEncoding(sequence: Sequence, durations: Float64Array): Encoding {
  return withWeight(
    sequence,
    sequence.pieces.map(({ profile, vectors, stored }, p): EncodingPiece => {
      const piece = { duration: durations[p], profile, vectors };
      return stored ? { ...piece, stored } : piece;
    }),
  );
}

function withWeight({ weight }: Sequence, pieces: readonly EncodingPiece[]): Encoding {
  return weight === undefined ? { pieces } : { pieces, weight };
}

/** ∫|F|² dt of a sequence at unit amplitude, ms³: its b-value for q = 1 rad/(µm ms), in ms/µm². */
export function unitSquaredIntegral(sequence: Sequence): number {
  return squaredIntegral(frameEncoding(sequence, pieceDurations(sequence))).value;
}

/** The second direction of a sequence for the measurement with a given direction. */
function secondDirection(sequence: Sequence, direction: Float64Array, d: number): Float64Array {
  const { secondDirections } = sequence;
  if (secondDirections === undefined) return direction;
  return secondDirections.length === 3
    ? secondDirections
    : secondDirections.subarray(3 * d, 3 * d + 3);
}

/** The rotations of a sequence's frames for direction number d: of its pieces, and of those that are `second`. */
export function frameRotations(
  sequence: Sequence,
  directions: Float64Array,
  d: number,
): { readonly first: Float64Array; readonly second: Float64Array } {
  const direction = directions.subarray(3 * d, 3 * d + 3);
  const first = rotationTo(direction), other = secondDirection(sequence, direction, d);
  return { first, second: other === direction ? first : rotationTo(other) };
}

/**
 * The waveform of a sequence along one direction.
 *
 * @param sequence The sequence.
 * @param durations Durations of its pieces, ms.
 * @param directions Unit directions of the protocol, [3 × directions].
 * @param d Index of the direction.
 * @returns The waveform of unit amplitude; that of a literal sequence in mT/m.
 */
export function sequenceEncoding(
  sequence: Sequence,
  durations: Float64Array,
  directions: Float64Array,
  d: number,
): Encoding {
  const encoding = frameEncoding(sequence, durations);
  if (sequence.literal) return encoding;
  const { first, second } = frameRotations(sequence, directions, d);
  return withWeight(
    sequence,
    encoding.pieces.map((piece, p) => ({
      ...piece,
      vectors: turned(sequence.pieces[p].second ? second : first, piece.vectors),
    })),
  );
}
