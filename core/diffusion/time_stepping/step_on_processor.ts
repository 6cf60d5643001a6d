/**
 * A simulation by time stepping on the processor, which can be watched, interrupted and taken up again.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { pieceInputs } from "../problem/mod.ts";
import { problemKey } from "./problem_key.ts";
import { tissueProblem } from "./problem.ts";
import { solveBlocks, type SolvedBlock } from "./solve.ts";
import type { TimeSteppingState } from "./state_text.ts";
import { plannedPieces } from "./stepped_piece.ts";
import type { Outcome, SteppedSimulation } from "./time_stepping_report.ts";

/** Who watches, and where to begin. */
export interface ProcessorWatch {
  readonly onProgress?: (fraction: number, state: () => TimeSteppingState) => void;
  readonly signal?: AbortSignal;
  readonly resume?: TimeSteppingState;
}

/** Time between turns given to others, ms. */
const TURN = 50;

/** Lets timers, messages and aborts have their turn. */
function turnOfOthers(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function checkState(state: TimeSteppingState | undefined, problem: string, blocks: number): void {
  if (state === undefined) return;
  if (state.problem !== problem || state.solved.length > blocks) {
    throw new InputError(
      `The state to resume is that of problem "${state.problem}" but this one is "${problem}": ` +
        "mesh, tissue, protocol and options must be those it was saved with",
    );
  }
}

/**
 * Steps on the processor.
 *
 * @param simulation What is simulated.
 * @param watch Who watches; a state to take up.
 * @returns What comes of it.
 * @throws {InputError} If the state is that of another problem.
 */
export async function stepOnProcessor(
  { geometry, inputs, options, weights }: SteppedSimulation,
  { onProgress, signal: abort, resume }: ProcessorWatch,
): Promise<Outcome> {
  const { protocol } = inputs, key = problemKey(inputs, options);
  const { problems, pieces } = tissueProblem(geometry, inputs, options);
  checkState(resume, key, problems.reduce((sum, { plans }) => sum + plans.length, 0));

  const solving = solveBlocks(problems, protocol, options, resume);
  let solved: SolvedBlock[] | undefined, last = -Infinity;
  while (solved === undefined) {
    const { done, value } = solving.next();
    if (done) solved = value;
    else if (performance.now() - last >= TURN) {
      onProgress?.(value.fraction, () => ({ problem: key, ...value.state() }));
      await turnOfOthers();
      abort?.throwIfAborted();
      last = performance.now();
    }
  }
  const stepped = plannedPieces(problems, protocol, solved);
  const cotangents = weights &&
    problems.map(({ engine }, p) =>
      engine.evaluate(pieceInputs(pieces[p], inputs), protocol, stepped[p].plans, "tissue")
        .pullback(weights, new Float64Array(weights.length))
    );
  return {
    stepped,
    factorisations: problems.reduce(
      (sum, { engine }) => sum + engine.system.factorisations(),
      0,
    ),
    ...(cotangents && { cotangents }),
  };
}
