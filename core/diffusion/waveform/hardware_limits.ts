/**
 * What a waveform asks of the gradient coils: its largest gradient and slew rate.
 *
 * @module
 */
import { type Encoding, type EncodingPiece, profileValues } from "../encoding/mod.ts";
import { amplitudePerGradient } from "./units.ts";

/** Vectors that differ by less of the largest meet without a jump. */
const ROUNDING = 1e-12;

function length(vectors: Float64Array, j = 0): number {
  return Math.hypot(vectors[3 * j], vectors[3 * j + 1], vectors[3 * j + 2]);
}

/** The greatest |sin x| for x from 0 to `angle`. */
function greatestSine(angle: number): number {
  return angle >= Math.PI / 2 ? 1 : Math.sin(angle);
}

function largestOf({ profile, vectors }: EncodingPiece): number {
  switch (profile.kind) {
    case "ramp":
      return Math.max(length(vectors), length(vectors, 1));
    case "sine":
      return length(vectors) * greatestSine(2 * Math.PI * profile.periods);
    default:
      return length(vectors);
  }
}

/** The greatest |dv/dt| inside a piece, 1/ms. */
function steepestOf({ profile, vectors, duration }: EncodingPiece): number {
  switch (profile.kind) {
    case "constant":
      return 0;
    case "ramp":
      return length(vectors.slice(3).map((x, k) => x - vectors[k])) / duration;
    case "cosine":
    case "sine": {
      const angle = 2 * Math.PI * profile.periods;
      const most = profile.kind === "sine" ? 1 : greatestSine(angle);
      return length(vectors) * angle / duration * most;
    }
  }
}

function valueAt({ profile, vectors }: EncodingPiece, u: number): Float64Array {
  const values = profileValues(profile, u), out = new Float64Array(3);
  values.forEach((value, j) => {
    for (let k = 0; k < 3; k++) out[k] += value * vectors[3 * j + k];
  });
  return out;
}

/**
 * The largest gradient of a waveform, over its whole time and as the length of the vector.
 *
 * @param encoding The waveform.
 * @param amplitude The amplitude q = γ g, rad/(µm ms).
 * @returns The gradient, mT/m.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { encodeProtocol, maximalGradient, pgse } from "@torrey/torrey";
 *
 * const protocol = pgse({ delta: 10, Delta: 20, gradientStrengths: [80], directions: [[1, 1, 0]] });
 * const { encodings, amplitudes } = encodeProtocol(protocol);
 * assertAlmostEquals(maximalGradient(encodings[0], amplitudes[0][0]), 80, 1e-12);
 * ```
 */
export function maximalGradient(encoding: Encoding, amplitude: number): number {
  const largest = encoding.pieces.reduce((most, piece) => Math.max(most, largestOf(piece)), 0);
  return Math.abs(amplitude) / amplitudePerGradient * largest;
}

/**
 * The largest slew rate of a waveform; `Infinity` where the gradient jumps, at the start and the end too.
 *
 * @param encoding The waveform.
 * @param amplitude The amplitude q = γ g, rad/(µm ms).
 * @returns The slew rate, T/m/s, which is mT/m/ms.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { encodeProtocol, maximalSlewRate, pgse, trapezoidPgse } from "@torrey/torrey";
 *
 * const options = { delta: 10, Delta: 20, gradientStrengths: [80], directions: [[1, 0, 0]] };
 * const ramped = encodeProtocol(trapezoidPgse({ ...options, rampTime: 0.5 }));
 * assertAlmostEquals(maximalSlewRate(ramped.encodings[0], ramped.amplitudes[0][0]), 160, 1e-9);
 * const ideal = encodeProtocol(pgse(options));
 * assertEquals(maximalSlewRate(ideal.encodings[0], ideal.amplitudes[0][0]), Infinity);
 * ```
 */
export function maximalSlewRate(encoding: Encoding, amplitude: number): number {
  if (amplitude === 0) return 0;
  const pieces = encoding.pieces.filter(({ duration }) => duration > 0);
  const jump = ROUNDING * pieces.reduce((most, piece) => Math.max(most, largestOf(piece)), 0);
  let before: Float64Array = new Float64Array(3), steepest = 0;
  const meets = (next: Float64Array): boolean =>
    next.every((x, k) => Math.abs(x - before[k]) <= jump);
  for (const piece of pieces) {
    if (!meets(valueAt(piece, 0))) return Infinity;
    steepest = Math.max(steepest, steepestOf(piece));
    before = valueAt(piece, 1);
  }
  if (!meets(new Float64Array(3))) return Infinity;
  return Math.abs(amplitude) / amplitudePerGradient * steepest;
}
