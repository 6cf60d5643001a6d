/**
 * Sets up the pieces of a tissue for time stepping.
 *
 * @module
 */
import type { EncodedProtocol } from "../encoding/mod.ts";
import {
  measurementsOf,
  type ModelInputs,
  type PieceInputs,
  pieceInputs,
  type TissuePiece,
  tissuePieces,
} from "../problem/mod.ts";
import type { TissueMesh } from "../tissue/mod.ts";
import type { CheckedOptions } from "./options.ts";
import { pieceEngine } from "./piece_engine.ts";
import { planBlocks } from "./plan.ts";
import type { PieceProblem } from "./solve.ts";

/**
 * States of a block: solves are cheapest for 8 or 16 real columns and a factorisation is shared by all columns; more states need more
 * memory.
 */
const STATES = 16;

/** A tissue set up. */
export interface TissueProblem {
  readonly pieces: readonly TissuePiece[];
  readonly problems: readonly PieceProblem[];
}

/**
 * Sets up a piece at some inputs.
 *
 * @param piece The piece.
 * @param inputs What it is assembled at.
 * @param protocol The measurements.
 * @param options The options, checked.
 * @returns The problem.
 */
export function pieceProblem(
  piece: TissuePiece,
  inputs: PieceInputs,
  protocol: EncodedProtocol,
  { method, adjoint, timeReversal, step }: CheckedOptions,
): PieceProblem {
  const states = Math.max(1, Math.min(STATES, measurementsOf(protocol)));
  const engine = pieceEngine(piece, { method, adjoint, states });
  engine.system.load(inputs);
  return {
    engine,
    inputs,
    unattenuated: engine.system.totalMass(),
    plans: planBlocks(engine.system, protocol, { states, timeReversal, step }),
  };
}

/** Sets up a tissue at some inputs. */
export function tissueProblem(
  tissue: TissueMesh,
  initial: ModelInputs,
  options: CheckedOptions,
): TissueProblem {
  const pieces = tissuePieces(tissue);
  const problems = pieces.map((piece) =>
    pieceProblem(piece, pieceInputs(piece, initial), initial.protocol, options)
  );
  return { pieces, problems };
}
