/**
 * The simulation of one piece of tissue, with the time each stage takes.
 *
 * @module
 */
import { splitsCluster } from "../../spectral/mod.ts";
import {
  type ModelInputs,
  type PieceCotangent,
  pieceInputs,
  sumArrays,
  type TissuePiece,
} from "../problem/mod.ts";
import type { MatrixFormalismBackend } from "./backend.ts";
import { engineFor, type MatrixFormalismOptions } from "./options.ts";
import { largestError, truncationErrors } from "./truncation.ts";

/** Wall-clock time of each stage, ms. */
export type StageTimings = Readonly<
  Record<"preparation" | "eigenmodes" | "signal" | "truncation" | "gradient", number>
>;

/** A complex signal, [measurements] each. */
interface PlainSignal {
  readonly real: Float64Array;
  readonly imag: Float64Array;
}

/** What is known of a piece. */
export interface PieceReport extends PlainSignal {
  readonly piece: TissuePiece;
  /** The signal of each of its compartments. */
  readonly compartments: readonly PlainSignal[];
  readonly spins: number;
  readonly corrections: number;
  readonly truncationError: number;
  readonly splitsCluster: boolean;
  readonly eigenvalues: Float64Array;
  readonly residuals: Float64Array;
  readonly gradient?: PieceCotangent;
  readonly timings: StageTimings;
}

/** A stopwatch of stages: the time since it was last read, ms. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const from = last;
    last = performance.now();
    return last - from;
  };
}

/** The signals of the compartments one after the other, apart. */
function compartmentsOf({ real, imag }: PlainSignal, count: number): PlainSignal[] {
  const each = real.length / count;
  return Array.from({ length: count }, (_, c) => ({
    real: real.slice(c * each, (c + 1) * each),
    imag: imag.slice(c * each, (c + 1) * each),
  }));
}

/** The signal of a piece, whole and by compartment, and how it was evaluated if not as the sum of several. */
interface Signals<E extends PlainSignal> {
  readonly whole: PlainSignal;
  readonly compartments: readonly PlainSignal[];
  readonly evaluation?: E;
}

/** The signals of several compartments, or those of the whole where there is one or where it was evaluated as well. */
function signalsFrom<E extends PlainSignal>(
  apart: PlainSignal | undefined,
  count: number,
  evaluation: E | undefined,
): Signals<E> {
  const compartments = apart ? compartmentsOf(apart, count) : [];
  if (evaluation === undefined) {
    const sum = (key: keyof PlainSignal) => sumArrays(compartments.map((own) => own[key]));
    return { whole: { real: sum("real"), imag: sum("imag") }, compartments };
  }
  const { real, imag } = evaluation, whole = { real, imag };
  return { whole, compartments: apart ? compartments : [whole], evaluation };
}

/** What is known of the modes. */
interface ModesReport {
  readonly eigenvalues: Float64Array;
  readonly residuals: Float64Array;
  readonly next: number;
}

function modesOf({ eigenvalues, residuals, next }: ModesReport) {
  return {
    eigenvalues,
    residuals,
    splitsCluster: splitsCluster(eigenvalues[eigenvalues.length - 1], next),
  };
}

/** The options of one piece. */
type PieceOptions = MatrixFormalismOptions & { readonly weights?: Float64Array };

/**
 * Simulates a piece.
 *
 * @param piece The piece.
 * @param inputs The inputs of the whole tissue.
 * @param options Number of modes or tolerance; weights for a gradient.
 * @returns The report.
 */
export function simulatePiece(
  piece: TissuePiece,
  inputs: ModelInputs,
  options: PieceOptions,
): PieceReport {
  const lap = stopwatch();
  const { weights } = options, { protocol } = inputs;
  const own = pieceInputs(piece, inputs), count = piece.whole.compartments.length;
  const { engine, ...found } = engineFor(piece, own, protocol, options);
  const preparation = lap();
  const reduction = found.reduction ?? engine.reduce(own);
  const eigenmodes = lap();
  const apart = count > 1 ? engine.evaluate(reduction, protocol, "none", true) : undefined;
  const { whole, compartments, evaluation } = signalsFrom(
    apart,
    count,
    apart && !weights
      ? undefined
      : engine.evaluate(reduction, protocol, weights ? "tissue" : "none"),
  );
  const signal = lap();
  const { spectral, basis, spins } = reduction;
  const truncationError = found.truncationError ??
    largestError(truncationErrors(reduction, protocol, undefined, evaluation));
  const truncation = lap();
  const gradient = weights && evaluation?.pullback(weights, new Float64Array(weights.length));
  return {
    piece,
    ...whole,
    compartments,
    spins,
    corrections: basis.columns - spectral.modes,
    truncationError,
    ...modesOf(spectral),
    timings: { preparation, eigenmodes, signal, truncation, gradient: lap() },
    ...(gradient && { gradient }),
  };
}

/**
 * Simulates a piece on a backend.
 *
 * @param backend The backend.
 * @param piece The piece.
 * @param inputs The inputs of the whole tissue.
 * @param options Number of modes or tolerance; weights for a gradient.
 * @returns The report.
 */
export async function simulatePieceOn(
  backend: MatrixFormalismBackend,
  piece: TissuePiece,
  inputs: ModelInputs,
  { weights, ...accuracy }: PieceOptions,
): Promise<PieceReport> {
  const lap = stopwatch();
  const { protocol } = inputs;
  const own = pieceInputs(piece, inputs), count = piece.whole.compartments.length;
  const engine = await backend.matrixFormalismPiece(piece, own, protocol, accuracy);
  try {
    const preparation = lap();
    const reduction = await engine.reduce(own);
    const eigenmodes = lap();
    const apart = count > 1 ? await reduction.evaluate(protocol, "none", true) : undefined;
    const { whole, compartments, evaluation } = signalsFrom(
      apart,
      count,
      apart && !weights
        ? undefined
        : await reduction.evaluate(protocol, weights ? "tissue" : "none"),
    );
    const signal = lap();
    const truncationError = engine.truncationError ?? await reduction.truncationError(protocol);
    const truncation = lap();
    const gradient = weights &&
      await evaluation?.pullback(weights, new Float64Array(weights.length));
    const { spins, corrections } = reduction;
    return {
      piece,
      ...whole,
      compartments,
      spins,
      corrections,
      truncationError,
      ...modesOf(reduction),
      timings: { preparation, eigenmodes, signal, truncation, gradient: lap() },
      ...(gradient && { gradient }),
    };
  } finally {
    engine.dispose?.();
  }
}
