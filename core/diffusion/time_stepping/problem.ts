/**
 * Sets up the pieces of a tissue for time stepping.
 *
 * @module
 */
import { type ModelInputs, pieceInputs, type TissuePiece, tissuePieces } from "../problem/mod.ts";
import type { TissueMesh } from "../tissue/mod.ts";
import type { CheckedOptions } from "./options.ts";
import { pieceEngine } from "./piece_engine.ts";
import { planBlocks } from "./plan.ts";
import type { PieceProblem, SolvedBlock } from "./solve.ts";

/**
 * States of a block: solves are cheapest for 8 or 16 real columns and a factorisation is shared by all columns; more states need more
 * memory.
 */
const STATES = 16;

/** A tissue set up. */
export interface TissueProblem {
  readonly pieces: readonly TissuePiece[];
  readonly problems: readonly PieceProblem[];
  /** Number of measurements. */
  readonly measurements: number;
}

/** Sets up a tissue at some inputs. */
export function tissueProblem(
  tissue: TissueMesh,
  initial: ModelInputs,
  { method, adjoint, timeReversal, step }: CheckedOptions,
): TissueProblem {
  const pieces = tissuePieces(tissue), { protocol } = initial;
  const measurements = protocol.amplitudes.reduce((sum, { length }) => sum + length, 0);
  const states = Math.max(1, Math.min(STATES, measurements));
  const problems = pieces.map((piece): PieceProblem => {
    const engine = pieceEngine(piece, { method, adjoint, states });
    const inputs = pieceInputs(piece, initial);
    engine.system.load(inputs);
    const volume = engine.system.totalMass();
    return {
      engine,
      inputs,
      unattenuated: volume,
      plans: planBlocks(engine.system, protocol, { states, timeReversal, step }),
    };
  });
  return { pieces, problems, measurements };
}

/** Gathers what blocks tell of their states into one array per measurement, the pieces added up. */
export function gatherMeasurements(
  { problems, measurements }: TissueProblem,
  solved: readonly SolvedBlock[],
  valueOf: (block: SolvedBlock, state: number, piece: number) => number,
): Float64Array {
  const out = new Float64Array(measurements);
  let index = 0;
  problems.forEach(({ plans }, piece) =>
    plans.forEach(({ block }) => {
      const own = solved[index++];
      block.measurements.forEach((m, c) => out[m] += valueOf(own, c, piece));
    })
  );
  return out;
}
