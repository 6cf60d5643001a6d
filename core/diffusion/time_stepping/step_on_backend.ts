/**
 * A simulation by time stepping on a backend, which can be watched and interrupted.
 *
 * @module
 */
import { forEachPieceInTurn, type PieceCotangent, pieceInputs } from "../problem/mod.ts";
import type { AsyncSteppingPiece, TimeSteppingBackend } from "./backend.ts";
import { problemKey } from "./problem_key.ts";
import type { TimeSteppingState } from "./state_text.ts";
import type { SteppedPiece } from "./stepped_piece.ts";
import type { Outcome, SteppedSimulation } from "./time_stepping_report.ts";

/** Who watches. */
export interface BackendWatch {
  readonly onProgress?: (fraction: number, state: () => TimeSteppingState) => void;
  readonly signal?: AbortSignal;
}

/** What one piece comes to. */
interface PieceOutcome {
  readonly stepped: SteppedPiece;
  readonly cotangent?: PieceCotangent;
}

/**
 * Steps on a backend.
 *
 * @param backend The backend.
 * @param simulation What is simulated.
 * @param watch Who watches.
 * @returns What comes of it.
 */
export async function stepOnBackend(
  backend: TimeSteppingBackend,
  { inputs, pieces, options, weights }: SteppedSimulation,
  { onProgress, signal }: BackendWatch,
): Promise<Outcome> {
  const { protocol } = inputs, key = problemKey(inputs, options);
  /** Nothing of a backend's work can be taken up: it begins anew. */
  const beginning = (): TimeSteppingState => ({ problem: key, solved: [] });

  const gradientOf = async (
    piece: AsyncSteppingPiece,
    at: Parameters<typeof piece.evaluate>[0],
  ) => {
    if (weights === undefined) return {};
    const { pullback } = await piece.evaluate(at, protocol, "tissue");
    return { cotangent: await pullback(weights, new Float64Array(weights.length)) };
  };

  const outcomes = await forEachPieceInTurn(pieces, async (piece, p): Promise<PieceOutcome> => {
    signal?.throwIfAborted();
    const own = pieceInputs(piece, inputs);
    const stepped = await backend.timeSteppingPiece(piece, own, protocol, options, {
      ...(onProgress && {
        onProgress: (fraction: number) => onProgress((p + fraction) / pieces.length, beginning),
      }),
      ...(signal && { signal }),
    });
    try {
      return { stepped, ...await gradientOf(stepped, own) };
    } finally {
      stepped.dispose?.();
    }
  }, (error) => signal?.aborted !== true && backend.retries(error));

  const cotangents = outcomes.flatMap(({ cotangent }) => cotangent ?? []);
  return {
    stepped: outcomes.map(({ stepped }) => stepped),
    factorisations: 0,
    ...(weights && { cotangents }),
  };
}
