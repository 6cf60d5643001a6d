/**
 * Time stepping of whole tissues on a device beside that on the processor, for the tests.
 *
 * @module
 */
import type { EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import {
  type AsyncPieceEvaluation,
  type Differentiation,
  type ModelCotangent,
  type ModelInputs,
  type PieceCotangent,
  pieceInputs,
  tissuePieces,
  wholeCotangent,
} from "../../core/diffusion/problem/mod.ts";
import {
  type AsyncSteppingPiece,
  checkOptions,
  timeSteppingEvaluator,
  type TimeSteppingOptions,
} from "../../core/diffusion/time_stepping/mod.ts";
import type { TissueMesh } from "../../core/diffusion/tissue/mod.ts";
import {
  constantPiece,
  encoded,
  pausePiece,
  rampPiece,
  trapezoidPair,
} from "../../testing/encodings.ts";
import { symmetricProtocols } from "../../testing/rich_tissue.ts";
import type { Gpu } from "../device.ts";
import { timeSteppingPiece } from "./mod.ts";

/** Waveforms of every kind and symmetry; several states each, not a multiple of four. */
export const protocols: Readonly<Record<string, EncodedProtocol>> = {
  "a pulse pair": symmetricProtocols.pulsePair,
  "a stimulated echo": symmetricProtocols.stimulatedEcho,
  "even sines": symmetricProtocols.evenSines,
  "trapezoids of two directions": encoded([
    [trapezoidPair(3, 5, 0.5, [1, 0.3, 0.2]), [0.3, 0.7]],
    [trapezoidPair(3, 5, 0.5, [0.1, -0.6, 0.7]), [0.2, 0.5, 0.8]],
  ]),
  "pulses that do not refocus": encoded([[{
    pieces: [
      rampPiece(1, [0, 0, 0], [1, 0.3, 0.2]),
      constantPiece(2, [1, 0.3, 0.2]),
      pausePiece(0),
      constantPiece(2, [-1, 0.1, -0.2]),
    ],
  }, [0.3, 0.7]]]),
};

/** The signals and gradients of a tissue. */
export interface Evaluated {
  readonly real: Float64Array;
  readonly imag: Float64Array;
  readonly pullback: (real: Float64Array, imag: Float64Array) => Promise<ModelCotangent>;
}

/** Evaluates on the processor, with the steps planned for some inputs, at these or others. */
export function onProcessor(
  geometry: TissueMesh,
  inputs: ModelInputs,
  options: TimeSteppingOptions,
  wanted: Differentiation = "everything",
  at: ModelInputs = inputs,
): Evaluated {
  const evaluate = timeSteppingEvaluator(geometry, inputs, options);
  const { pullback, ...signal } = evaluate(at, wanted !== "none", wanted);
  return { ...signal, pullback: (real, imag) => Promise.resolve(pullback(real, imag)) };
}

/** Makes the pieces of a tissue ready on a device. */
export async function piecesOnDevice(
  gpu: Gpu,
  geometry: TissueMesh,
  inputs: ModelInputs,
  options: TimeSteppingOptions,
): Promise<AsyncSteppingPiece[]> {
  const checked = checkOptions(options, inputs.protocol), out: AsyncSteppingPiece[] = [];
  for (const piece of tissuePieces(geometry)) {
    const own = pieceInputs(piece, inputs);
    out.push(await timeSteppingPiece(gpu, piece, own, inputs.protocol, checked));
  }
  return out;
}

/** Evaluates pieces on a device. */
export async function evaluatePieces(
  geometry: TissueMesh,
  made: readonly AsyncSteppingPiece[],
  inputs: ModelInputs,
  wanted: Differentiation = "everything",
): Promise<Evaluated> {
  const pieces = tissuePieces(geometry), parts: AsyncPieceEvaluation[] = [];
  for (const [p, piece] of pieces.entries()) {
    parts.push(await made[p].evaluate(pieceInputs(piece, inputs), inputs.protocol, wanted));
  }
  const sum = (of: "real" | "imag") =>
    parts.map((part) => part[of]).reduce((a, b) => a.map((x, i) => x + b[i]));
  return {
    real: sum("real"),
    imag: sum("imag"),
    pullback: async (real, imag) => {
      const cotangents: PieceCotangent[] = [];
      for (const { pullback } of parts) cotangents.push(await pullback(real, imag));
      return wholeCotangent(pieces, inputs, cotangents);
    },
  };
}

/** The arrays of a cotangent by name. */
export function arraysOf(
  { points, coefficients, protocol }: ModelCotangent,
): Record<string, number[]> {
  return {
    points: [...points],
    ...Object.fromEntries(
      Object.entries(coefficients).map(([name, values]) => [name, [...values as Float64Array]]),
    ),
    ...(protocol && {
      durations: protocol.durations.flatMap((values) => [...values]),
      vectors: protocol.vectors.flat().flatMap((values) => [...values]),
      amplitudes: protocol.amplitudes.flatMap((values) => [...values]),
    }),
  };
}

/** ‖a − b‖/‖b‖, and 1 minus the cosine of their angle; of zeros the norm of a. */
export function disagreement(a: readonly number[], b: readonly number[]) {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, i) => sum + value * y[i], 0);
  const norm = Math.sqrt(dot(b, b)), off = a.map((x, i) => x - b[i]);
  if (norm === 0) return { relative: Math.sqrt(dot(a, a)), angle: 0 };
  return {
    relative: Math.sqrt(dot(off, off)) / norm,
    angle: 1 - dot(a, b) / (Math.sqrt(dot(a, a)) * norm),
  };
}
