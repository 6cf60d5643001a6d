/**
 * The simulation of one piece of tissue, with the time each stage takes.
 *
 * @module
 */
import { splitsCluster } from "../../spectral/mod.ts";
import type { EncodedProtocol } from "../encoding/mod.ts";
import {
  type ModelInputs,
  type PieceCotangent,
  pieceInputs,
  type TissuePiece,
} from "../problem/mod.ts";
import type { Engine, Evaluation } from "./engine.ts";
import { engineFor, type MatrixFormalismOptions } from "./options.ts";
import { sumArrays } from "./pieces.ts";
import type { Reduction } from "./reduction.ts";
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

/** The signal of each compartment of a piece of several. */
function compartmentSignals(
  engine: Engine,
  reduction: Reduction,
  protocol: EncodedProtocol,
): PlainSignal[] {
  const { real, imag } = engine.evaluate(reduction, protocol, "none", true);
  const { receivers } = reduction.model, count = real.length / receivers.length;
  return receivers.map((_, c) => ({
    real: real.slice(c * count, (c + 1) * count),
    imag: imag.slice(c * count, (c + 1) * count),
  }));
}

/** The signal of a piece, whole and by compartment, and how it was evaluated if not as the sum of several. */
function signalsOf(
  engine: Engine,
  reduction: Reduction,
  { protocol }: ModelInputs,
  differentiating: boolean,
): { whole: PlainSignal; compartments: PlainSignal[]; evaluation?: Evaluation } {
  const several = reduction.model.receivers.length > 1;
  const compartments = several ? compartmentSignals(engine, reduction, protocol) : [];
  if (several && !differentiating) {
    const real = sumArrays(compartments.map((own) => own.real));
    const imag = sumArrays(compartments.map((own) => own.imag));
    return { whole: { real, imag }, compartments };
  }
  const wanted = differentiating ? "tissue" : "none";
  const evaluation = engine.evaluate(reduction, protocol, wanted);
  const { real, imag } = evaluation, whole = { real, imag };
  return { whole, compartments: several ? compartments : [whole], evaluation };
}

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
  options: MatrixFormalismOptions & { readonly weights?: Float64Array },
): PieceReport {
  let last = performance.now();
  const lap = () => {
    const from = last;
    last = performance.now();
    return last - from;
  };
  const { weights } = options, { protocol } = inputs;
  const own = pieceInputs(piece, inputs);
  const { engine, ...found } = engineFor(piece, own, protocol, options);
  const preparation = lap();
  const reduction = found.reduction ?? engine.reduce(own);
  const eigenmodes = lap();
  const { whole, compartments, evaluation } = signalsOf(
    engine,
    reduction,
    inputs,
    weights !== undefined,
  );
  const signal = lap();
  const { spectral, basis, spins } = reduction, { real, imag } = whole;
  const error = found.truncationError ??
    largestError(truncationErrors(reduction, protocol, undefined, evaluation));
  const truncation = lap();
  const gradient = weights && evaluation?.pullback(weights, new Float64Array(weights.length));
  return {
    piece,
    real,
    imag,
    compartments,
    spins,
    corrections: basis.columns - spectral.modes,
    truncationError: error,
    splitsCluster: splitsCluster(spectral.eigenvalues[spectral.modes - 1], spectral.next),
    eigenvalues: spectral.eigenvalues,
    residuals: spectral.residuals,
    timings: { preparation, eigenmodes, signal, truncation, gradient: lap() },
    ...(gradient && { gradient }),
  };
}
