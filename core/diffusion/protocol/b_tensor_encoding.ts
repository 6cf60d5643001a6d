/**
 * Waveforms with a b-tensor of a given shape b_Δ, symmetric about the direction of the measurement: B = b/3 · diag(1 − b_Δ, 1 − b_Δ,
 * 1 + 2 b_Δ) in its frame.
 *
 * "qMAS": the wave vector precesses on a cone about the direction, with the angle ψ = 2π ∫₀ᵗF²/∫F² and the half angle ζ, where
 * cos²ζ = (1 + 2 b_Δ)/3 (Eriksson, Lasič and Topgaard, J. Magn. Reson. 226, 2013); here F = sin²(πt/δ), so that the gradient starts
 * and ends at 0. "sequential": one period of a cosine along each axis, one after the other (after Mori and van Zijl, Magn. Reson.
 * Med. 33, 1995).
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import type { Profile } from "../encoding/mod.ts";
import { squaredIntegralTensor } from "../waveform/mod.ts";
import { finiteNumber, type KeyName, positiveNumber } from "./protocol_input.ts";
import { pause, reversed, type Sequence, type SequencePiece, withWaits } from "./sequence.ts";
import { checkPulses, checkWaits, type Waits } from "./timing_checks.ts";

/** b_Δ by name, or any number from −½ to 1. */
export type BTensorShape = "linear" | "planar" | "spherical" | number;

/** How a b-tensor is made. */
export interface BTensorTiming extends Waits {
  /** Duration δ of a block, ms. */
  readonly delta: number;
  /** Onset of a second, reversed block, ms; without it there is one block alone. */
  readonly Delta?: number;
  /** "qMAS" unless given. */
  readonly method?: "qMAS" | "sequential";
  /** Straight lines per block of "qMAS"; 64 unless given, at least 16. */
  readonly samples?: number;
}

/** A sequence whose b-tensor has a given shape. */
export interface BTensorDescription extends BTensorTiming {
  /** The type of the sequence. */
  readonly type: "BTensor";
  /** The shape. */
  readonly shape: BTensorShape;
}

const SHAPES: Readonly<Record<string, number>> = { linear: 1, planar: -1 / 2, spherical: 0 };
const SAMPLES = 64, FEWEST_SAMPLES = 16;
const RAMP: Profile = { kind: "ramp" };
const COSINE: Profile = { kind: "cosine", periods: 1 };

/** The shape as a number. */
export function shapeNumber(shape: BTensorShape, key: string): number {
  if (typeof shape === "string" && Object.hasOwn(SHAPES, shape)) return SHAPES[shape];
  if (typeof shape === "string") {
    throw new InputError(
      `'${key}' is "${shape}" but must be 'linear', 'planar', 'spherical' or a number from -0.5 to 1`,
    );
  }
  const number = finiteNumber(shape, key);
  if (number >= -1 / 2 && number <= 1) return number;
  throw new InputError(`'${key}' is ${number} but must be from -0.5 (planar) to 1 (linear)`);
}

/** Parts of the b-value along the three axes of the frame. */
function axisParts(shape: number): number[] {
  return [(1 - shape) / 3, (1 - shape) / 3, (1 + 2 * shape) / 3];
}

/** The gradient of q-vector magic-angle spinning at u = t/δ, up to a factor. */
function spinningGradient(u: number): number[] {
  const F = Math.sin(Math.PI * u) ** 2, slope = Math.PI * Math.sin(2 * Math.PI * u);
  // ψ = 2π ∫₀ᵘ sin⁴(πv) dv / (3/8).
  const psi = 2 * Math.PI * u - 4 / 3 * Math.sin(2 * Math.PI * u) + Math.sin(4 * Math.PI * u) / 6;
  const turning = 2 * Math.PI * F * F / (3 / 8);
  const c = Math.cos(psi), s = Math.sin(psi);
  return [slope * c - F * turning * s, slope * s + F * turning * c, slope];
}

/**
 * Mixes the axes of a waveform so that ∫ F Fᵀ becomes the diagonal matrix `parts` exactly: straight lines between samples come only
 * near to it. Moments that vanish still do.
 */
function withParts(pieces: readonly SequencePiece[], parts: readonly number[]): SequencePiece[] {
  const B = squaredIntegralTensor({
    pieces: pieces.map(({ profile, vectors }) => ({ duration: 1, profile, vectors })),
  });
  // B = L Lᵀ; the rows of diag(√parts) L⁻¹ are the mixture.
  const mix: number[][] = [];
  const inner = (a: readonly number[], b: readonly number[]): number => {
    let sum = 0;
    for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) sum += a[i] * B[3 * i + j] * b[j];
    return sum;
  };
  for (let axis = 0; axis < 3; axis++) {
    let row = [0, 1, 2].map((k) => Number(k === axis));
    for (const other of mix) {
      const overlap = inner(row, other);
      row = row.map((x, k) => x - overlap * other[k]);
    }
    const norm = Math.sqrt(inner(row, row));
    mix.push(row.map((x) => x / norm));
  }
  return pieces.map((piece) => ({
    ...piece,
    vectors: piece.vectors.map((_, at) => {
      const axis = at % 3, v = at - axis;
      const mixed = mix[axis].reduce((sum, x, k) => sum + x * piece.vectors[v + k], 0);
      return parts[axis] === 0 ? 0 : Math.sqrt(parts[axis]) * mixed;
    }),
  }));
}

/** The waveform with its longest vector of length 1, so that the amplitude is that of the largest gradient. */
function normalised(pieces: readonly SequencePiece[]): SequencePiece[] {
  let largest = 0;
  for (const { vectors } of pieces) {
    for (let v = 0; v < vectors.length; v += 3) {
      largest = Math.max(largest, Math.hypot(...vectors.subarray(v, v + 3)));
    }
  }
  return pieces.map((piece) => ({ ...piece, vectors: piece.vectors.map((x) => x / largest) }));
}

function spinningBlock(parts: readonly number[], samples: number): SequencePiece[] {
  const values = Array.from({ length: samples + 1 }, (_, i) =>
    // The gradient is 0 at both ends, without the rounding of sin(2π).
    i === 0 || i === samples ? [0, 0, 0] : spinningGradient(i / samples));
  const pieces = values.slice(1).map((value, i) => ({
    duration: { delta: 1 / samples },
    profile: RAMP,
    vectors: Float64Array.of(...values[i], ...value),
  }));
  return withParts(pieces, parts);
}

function sequentialBlock(parts: readonly number[]): SequencePiece[] {
  const axes = [0, 1, 2].filter((axis) => parts[axis] > 0);
  return axes.map((axis) => ({
    duration: { delta: 1 / axes.length },
    profile: COSINE,
    vectors: Float64Array.from([0, 1, 2], (k) => k === axis ? Math.sqrt(parts[axis]) : 0),
  }));
}

/** The sequence of a description, its numbers checked. */
export function bTensorSequence(
  description: Omit<BTensorDescription, "type">,
  name: KeyName,
): Sequence {
  const shape = shapeNumber(description.shape, name("shape"));
  const { method = "qMAS", samples = SAMPLES } = description;
  if (method !== "qMAS" && method !== "sequential") {
    throw new InputError(
      `'${name("method")}' is ${JSON.stringify(method)} but must be 'qMAS' or 'sequential'`,
    );
  }
  if (!Number.isInteger(samples) || samples < FEWEST_SAMPLES) {
    throw new InputError(
      `'${name("samples")}' is ${samples} but must be a whole number, at least ${FEWEST_SAMPLES}`,
    );
  }
  const { delta, Delta } = description.Delta === undefined
    ? { delta: positiveNumber(description.delta, name("delta")), Delta: undefined }
    : checkPulses({ ...description, Delta: description.Delta }, name);
  const waits = checkWaits(description, name, (Delta ?? 0) + delta);
  const parts = axisParts(shape);
  const block = normalised(
    method === "qMAS" ? spinningBlock(parts, samples) : sequentialBlock(parts),
  );
  const pieces = Delta === undefined
    ? block
    : [...block, pause({ Delta: 1, delta: -1 }), ...reversed(block)];
  return {
    type: "BTensor",
    timings: {
      delta,
      ...(Delta === undefined ? {} : { Delta }),
      ...waits,
    },
    pieces: withWaits(pieces, waits),
  };
}
