/**
 * The part of a waveform that is stepped through: all of it, or its first half where the second is its mirror image.
 *
 * @module
 */
import {
  echoTimeOf,
  type Encoding,
  type EncodingSymmetry,
  encodingSymmetry,
  profileFunctions,
} from "../encoding/mod.ts";

/** A part of one piece. */
export interface Segment {
  /** Index of the piece. */
  readonly piece: number;
  /** Where it ends in local time; it starts at 0. Half a piece is left where the echo time's middle falls into it. */
  readonly end: number;
}

/** Durations of mirror images, per echo time, differ by less. */
const ROUNDING = 1e-12;

/**
 * How the second half of a waveform follows from the first, piece by piece.
 *
 * @param encoding The waveform.
 * @returns Its symmetry; `"none"` where its pieces are not mirror images one by one.
 */
export function pieceSymmetry(encoding: Encoding): EncodingSymmetry {
  const { pieces } = encoding, tiny = ROUNDING * echoTimeOf(encoding);
  const paired = pieces.every((piece, p) => {
    const mirror = pieces[pieces.length - 1 - p];
    return Math.abs(piece.duration - mirror.duration) <= tiny &&
      profileFunctions(piece.profile) === profileFunctions(mirror.profile);
  });
  if (!paired) return "none";
  // Stored magnetisation feels no gradient.
  const felt = pieces.map((piece) =>
    piece.stored ? { ...piece, vectors: piece.vectors.map(() => 0) } : piece
  );
  return encodingSymmetry({ ...encoding, pieces: felt });
}

/**
 * The segments to step through.
 *
 * @param pieces Number of pieces.
 * @param symmetry Whether to stop in the middle.
 * @returns The segments, in order.
 */
export function segmentsOf(pieces: number, symmetry: EncodingSymmetry): Segment[] {
  const whole = Array.from({ length: pieces }, (_, piece) => ({ piece, end: 1 }));
  if (symmetry === "none") return whole;
  const half = whole.slice(0, Math.floor(pieces / 2));
  return pieces % 2 === 0 ? half : [...half, { piece: half.length, end: 1 / 2 }];
}
