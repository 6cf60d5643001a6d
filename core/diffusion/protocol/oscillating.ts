/**
 * Oscillating-gradient spin echo: two blocks of length δ of a cosine, a sine or a square wave, whose onsets lie Δ apart, the second
 * reversed, f(Δ + u) = −f(u) (Does, Parsons and Gore, Magn. Reson. Med. 49, 2003).
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import type { Profile } from "../encoding/mod.ts";
import { type KeyName, positiveNumber } from "./protocol_input.ts";
import {
  pause,
  pulse,
  reversed,
  type Sequence,
  type SequencePiece,
  type SequenceType,
  withWaits,
} from "./sequence.ts";
import { checkPulses, checkWaits, type Waits } from "./timing_checks.ts";

/** Timings of an oscillating sequence. */
export interface OscillatingTiming extends Waits {
  /** Duration δ of a block, ms. */
  readonly delta: number;
  /** Separation Δ of the blocks (onset to onset), ms; without it there is one block alone. */
  readonly Delta?: number;
  /** Periods per block; a whole number for each block to refocus by itself. */
  readonly periods: number;
}

/** Blocks of cos(2π n t/δ) or sin(2π n t/δ). */
export interface HarmonicOgseDescription extends OscillatingTiming {
  /** The type of the sequence. */
  readonly type: "CosOGSE" | "SinOGSE";
}

/** Blocks of a square wave with the zeros of a sine, +−+−…, or of a cosine, which starts in the middle of a lobe. */
export interface SquareOgseDescription extends OscillatingTiming {
  /** The type of the sequence. */
  readonly type: "SquareOGSE";
  /** "sine" unless given. */
  readonly phase?: "sine" | "cosine";
}

/** Two blocks, the second reversed, or one alone. */
function blocks(
  type: SequenceType,
  description: OscillatingTiming,
  name: KeyName,
  block: readonly SequencePiece[],
): Sequence {
  const { delta, Delta } = description.Delta === undefined
    ? { delta: positiveNumber(description.delta, name("delta")), Delta: undefined }
    : checkPulses({ ...description, Delta: description.Delta }, name);
  const waits = checkWaits(description, name, (Delta ?? 0) + delta);
  const pieces = Delta === undefined
    ? block
    : [...block, pause({ Delta: 1, delta: -1 }), ...reversed(block)];
  return {
    type,
    timings: {
      delta,
      ...(Delta === undefined ? {} : { Delta }),
      ...waits,
    },
    pieces: withWaits(pieces, waits),
  };
}

/** The cosine or sine sequence of a description, its numbers checked. */
export function harmonicOgseSequence(
  description: HarmonicOgseDescription,
  name: KeyName,
): Sequence {
  const periods = positiveNumber(description.periods, name("periods"), "");
  const kind = description.type === "CosOGSE" ? "cosine" : "sine";
  const profile: Profile = { kind, periods };
  const block = { duration: { delta: 1 }, profile, vectors: Float64Array.of(0, 0, 1) };
  return blocks(description.type, description, name, [block]);
}

/** The square-wave sequence of a description, its numbers checked. */
export function squareOgseSequence(
  description: Omit<SquareOgseDescription, "type">,
  name: KeyName,
): Sequence {
  const periods = positiveNumber(description.periods, name("periods"), "");
  if (!Number.isInteger(2 * periods)) {
    throw new InputError(
      `'${
        name("periods")
      }' is ${periods} but must be a multiple of ½: a square wave has whole lobes`,
    );
  }
  const { phase = "sine" } = description, lobes = 2 * periods;
  if (phase !== "sine" && phase !== "cosine") {
    throw new InputError(
      `'${name("phase")}' is ${JSON.stringify(phase)} but must be 'sine' or 'cosine'`,
    );
  }
  const lobe = (length: number, i: number): SequencePiece =>
    pulse({ delta: length / lobes }, i % 2 === 0 ? 1 : -1);
  // A cosine starts and ends with half a lobe.
  const block = phase === "sine"
    ? Array.from({ length: lobes }, (_, i) => lobe(1, i))
    : Array.from({ length: lobes + 1 }, (_, i) => lobe(i === 0 || i === lobes ? 1 / 2 : 1, i));
  return blocks("SquareOGSE", description, name, block);
}
