/**
 * A sequence as data: timings, and a waveform whose pieces last linear combinations of them.
 *
 * Piece p lasts Σ_k c_pk τ_k, so that the derivative by the timing τ_k is Σ_p c_pk times that by the piece's duration.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import type { Profile } from "../encoding/mod.ts";

/** The sequences there are. */
export type SequenceType =
  | "PGSE"
  | "TrapezoidPGSE"
  | "DoublePGSE"
  | "CosOGSE"
  | "SinOGSE"
  | "SquareOGSE"
  | "TwiceRefocused"
  | "StimulatedEcho"
  | "BTensor"
  | "Waveform";

/** A linear combination of timings, e.g. `{ Delta: 1, delta: -1 }` for Δ − δ. */
export type TimeCombination = Readonly<Record<string, number>>;

/** A part of a sequence with one profile. */
export interface SequencePiece {
  /** How its duration follows from the timings of the sequence. */
  readonly duration: TimeCombination;
  /** The functions the vectors multiply. */
  readonly profile: Profile;
  /** One vector per function, without unit, [functions × 3], in the frame of the sequence. */
  readonly vectors: Float64Array;
  /** Whether the magnetisation is stored along the main field meanwhile. */
  readonly stored?: boolean;
  /** Whether the frame is turned to the second direction. */
  readonly second?: boolean;
}

/** The samples a waveform was given by. */
export interface WaveformSamples {
  /** Samples, [3 × samples]; of a literal waveform in mT/m, else without unit. */
  readonly gradient: Float64Array;
  /** "step": sample i holds from i dt to (i + 1) dt; "linear": samples stand at i dt, with straight lines between. */
  readonly interpolation: "step" | "linear";
}

/**
 * One sequence of a protocol.
 *
 * Vectors stand in a frame whose z axis is turned to the direction of the measurement by the smallest rotation (about z × d; for
 * d = −z by half a turn about x). A literal sequence stands as it is, in the frame of the tissue.
 */
export interface Sequence {
  /** What it is. */
  readonly type: SequenceType;
  /** Its timings by name, ms. */
  readonly timings: Readonly<Record<string, number>>;
  /** Its effective gradient: refocusing pulses are in the signs. */
  readonly pieces: readonly SequencePiece[];
  /** The part of the signal that reaches the echo; 1 unless given. */
  readonly weight?: number;
  /** Directions of the pieces that are `second`, [3] for all or [3 × directions]; those of the protocol unless given. */
  readonly secondDirections?: Float64Array;
  /** Whether the vectors are mT/m in the frame of the tissue: no direction turns them, no b-value scales them. */
  readonly literal?: boolean;
  /** The samples, of a sequence of type "Waveform". */
  readonly samples?: WaveformSamples;
}

/** A PGSE sequence, with its timings at hand. */
export interface PgseSequence extends Sequence {
  /** The type of the sequence. */
  readonly type: "PGSE";
  /** Pulse duration δ, ms. */
  readonly delta: number;
  /** Pulse separation Δ (onset to onset), ms. */
  readonly Delta: number;
}

/** A duration this small against the timings it is the difference of is 0 up to rounding. */
const ROUNDING = 1e-14;

const CONSTANT: Profile = { kind: "constant" };
const RAMP: Profile = { kind: "ramp" };

/** A piece without gradient. */
export function pause(duration: TimeCombination, stored = false): SequencePiece {
  const piece = { duration, profile: CONSTANT, vectors: new Float64Array(3) };
  return stored ? { ...piece, stored } : piece;
}

/** A piece of constant gradient along z. */
export function pulse(duration: TimeCombination, value: number): SequencePiece {
  return { duration, profile: CONSTANT, vectors: Float64Array.of(0, 0, value) };
}

/** A piece whose gradient along z goes from one value to another. */
export function ramp(duration: TimeCombination, from: number, to: number): SequencePiece {
  return { duration, profile: RAMP, vectors: Float64Array.of(0, 0, from, 0, 0, to) };
}

/** The pieces with the opposite gradient. */
export function reversed(pieces: readonly SequencePiece[]): SequencePiece[] {
  return pieces.map((piece) => ({ ...piece, vectors: piece.vectors.map((x) => x === 0 ? 0 : -x) }));
}

/** Σ of combinations. */
export function sumOf(combinations: readonly TimeCombination[]): TimeCombination {
  const out: Record<string, number> = {};
  for (const combination of combinations) {
    for (const [name, c] of Object.entries(combination)) out[name] = (out[name] ?? 0) + c;
  }
  return out;
}

/** c · a combination. */
export function scaled(combination: TimeCombination, c: number): TimeCombination {
  return Object.fromEntries(Object.entries(combination).map(([name, x]) => [name, c * x]));
}

/** The combination as a formula, e.g. "Delta − delta". */
export function combinationText(combination: TimeCombination): string {
  return Object.entries(combination).filter(([, c]) => c !== 0).map(([name, c], i) => {
    const sign = c < 0 ? (i === 0 ? "−" : " − ") : i === 0 ? "" : " + ";
    const size = Math.abs(c);
    return `${sign}${size === 1 ? "" : `${Number(size.toPrecision(4))} `}${name}`;
  }).join("");
}

/**
 * The durations of the pieces of a sequence.
 *
 * @param sequence The sequence.
 * @param timings Its timings by name, ms; its own unless given.
 * @param where What to call the sequence in a message.
 * @returns One duration per piece, ms.
 * @throws {InputError} If a piece would last a negative time.
 */
export function pieceDurations(
  sequence: Sequence,
  timings: Readonly<Record<string, number>> = sequence.timings,
  where: string = sequence.type,
): Float64Array {
  return Float64Array.from(sequence.pieces, ({ duration }) => {
    let sum = 0, size = 0;
    for (const [name, c] of Object.entries(duration)) {
      sum += c * timings[name];
      size += Math.abs(c * timings[name]);
    }
    if (Math.abs(sum) <= ROUNDING * size) return 0;
    if (sum >= 0) return sum;
    throw new InputError(
      `The timings of ${where} are impossible: ${combinationText(duration)} is ${
        Number(sum.toPrecision(6))
      } ms but must not be negative`,
    );
  });
}

/** The gradients with the waits before and after them that put the echo where it should be. */
export function withWaits(
  pieces: readonly SequencePiece[],
  { echoTime, initialPause }: { readonly echoTime?: number; readonly initialPause?: number },
): SequencePiece[] {
  const before = { initialPause: 1 };
  if (echoTime === undefined) {
    return initialPause === undefined ? [...pieces] : [pause(before), ...pieces];
  }
  const gradients = sumOf(pieces.map(({ duration }) => duration));
  const left = sumOf([{ echoTime: 1 }, scaled(gradients, -1)]);
  if (initialPause !== undefined) {
    return [pause(before), ...pieces, pause(sumOf([left, scaled(before, -1)]))];
  }
  const wait = pause(scaled(left, 1 / 2));
  return [wait, ...pieces, wait];
}
