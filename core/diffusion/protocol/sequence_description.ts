/**
 * Sequences as a case file describes them: a type and its timings.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { suggestion } from "../../suggestion.ts";
import { type BTensorDescription, bTensorSequence } from "./b_tensor_encoding.ts";
import { type DoublePgseDescription, doublePgseSequence } from "./double_pgse.ts";
import { type WaveformDescription, waveformSequence } from "./gradient_waveform.ts";
import {
  type HarmonicOgseDescription,
  harmonicOgseSequence,
  type SquareOgseDescription,
  squareOgseSequence,
} from "./oscillating.ts";
import { type PgseDescription, pgseSequence } from "./pgse.ts";
import type { KeyName } from "./protocol_input.ts";
import type { Sequence, SequenceType } from "./sequence.ts";
import { type StimulatedEchoDescription, stimulatedEchoSequence } from "./stimulated_echo.ts";
import { type TrapezoidPgseDescription, trapezoidPgseSequence } from "./trapezoid_pgse.ts";
import { type TwiceRefocusedDescription, twiceRefocusedSequence } from "./twice_refocused.ts";

/** A sequence by its type and timings. */
export type SequenceDescription =
  | PgseDescription
  | TrapezoidPgseDescription
  | DoublePgseDescription
  | HarmonicOgseDescription
  | SquareOgseDescription
  | TwiceRefocusedDescription
  | StimulatedEchoDescription
  | BTensorDescription
  | WaveformDescription;

/** The keys of each type besides `type`. */
const KEYS: Readonly<Record<SequenceType, readonly string[]>> = {
  PGSE: ["delta", "Delta", "echoTime", "initialPause"],
  TrapezoidPGSE: ["delta", "Delta", "rampTime", "echoTime", "initialPause"],
  DoublePGSE: ["delta", "Delta", "pause", "secondDirections", "echoTime", "initialPause"],
  CosOGSE: ["delta", "Delta", "periods", "echoTime", "initialPause"],
  SinOGSE: ["delta", "Delta", "periods", "echoTime", "initialPause"],
  SquareOGSE: ["delta", "Delta", "periods", "phase", "echoTime", "initialPause"],
  TwiceRefocused: [
    "delta",
    "delta1",
    "delta2",
    "delta3",
    "pause",
    "middlePause",
    "echoTime",
    "initialPause",
  ],
  StimulatedEcho: ["delta", "Delta", "mixingTime", "echoTime", "initialPause"],
  BTensor: ["shape", "delta", "Delta", "method", "samples", "echoTime", "initialPause"],
  Waveform: ["dt", "gradient", "interpolation", "scaled"],
};

/** The types a sequence can have. */
export const sequenceTypes = Object.keys(KEYS) as readonly SequenceType[];

function checkDescription(description: unknown, name: KeyName, whole: string): void {
  if (typeof description !== "object" || description === null || Array.isArray(description)) {
    throw new InputError(`'${whole}' is ${JSON.stringify(description)} but must be an object`);
  }
  const { type } = description as { type?: unknown };
  if (type === undefined) throw new InputError(`'${name("type")}' is missing`);
  if (typeof type !== "string" || !Object.hasOwn(KEYS, type)) {
    const hint = suggestion(String(type), sequenceTypes);
    throw new InputError(
      `'${name("type")}' is ${JSON.stringify(type)}, which is no sequence type: ${hint}`,
    );
  }
  const keys = KEYS[type as SequenceType];
  const unknown = Object.keys(description).find((key) => key !== "type" && !keys.includes(key));
  if (unknown === undefined) return;
  throw new InputError(
    `'${name(unknown)}' is not a key of the sequence type '${type}': ${suggestion(unknown, keys)}`,
  );
}

/**
 * Makes the sequence of a description.
 *
 * @param description Its type and timings.
 * @param path What messages call the description, e.g. `sequences[1]`; keys by their own name alone unless given.
 * @returns The sequence.
 * @throws {InputError} If the type or a key is unknown, or a value is missing or impossible.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeSequence } from "@torrey/torrey";
 *
 * const { timings, pieces } = makeSequence({ type: "PGSE", delta: 5, Delta: 20 });
 * assertEquals(timings, { delta: 5, Delta: 20 });
 * assertEquals(pieces[1].duration, { Delta: 1, delta: -1 });
 * ```
 */
export function makeSequence(description: SequenceDescription, path?: string): Sequence {
  const name: KeyName = path === undefined ? (key) => key : (key) => `${path}.${key}`;
  checkDescription(description, name, path ?? "sequence");
  switch (description.type) {
    case "PGSE":
      return pgseSequence(description, name);
    case "TrapezoidPGSE":
      return trapezoidPgseSequence(description, name);
    case "DoublePGSE":
      return doublePgseSequence(description, name);
    case "CosOGSE":
    case "SinOGSE":
      return harmonicOgseSequence(description, name);
    case "SquareOGSE":
      return squareOgseSequence(description, name);
    case "TwiceRefocused":
      return twiceRefocusedSequence(description, name);
    case "StimulatedEcho":
      return stimulatedEchoSequence(description, name);
    case "BTensor":
      return bTensorSequence(description, name);
    case "Waveform":
      return waveformSequence(description, name);
  }
}
