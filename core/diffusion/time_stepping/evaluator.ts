/**
 * Time stepping behind the interface of all models.
 *
 * @module
 */
import {
  type ModelEvaluator,
  type ModelInputs,
  pieceAssembly,
  pieceInputs,
  wholeCotangent,
} from "../problem/mod.ts";
import type { TissueMesh } from "../tissue/mod.ts";
import { asksForInitial, noPullback } from "./initial_signal.ts";
import { checkOptions, type TimeSteppingOptions } from "./options.ts";
import { tissueProblem } from "./problem.ts";
import { solveAtOnce } from "./solve.ts";
import { type PlannedPiece, plannedPieces } from "./stepped_piece.ts";

/**
 * Makes time stepping ready for a tissue.
 *
 * The numbers of steps are found at the first evaluation, for the inputs given here, and then stay: the signal is one smooth
 * function of its inputs, and the gradient is that of this function.
 *
 * @param tissue The tissue's mesh.
 * @param initial The inputs for which the steps are chosen.
 * @param options Tolerance or step, method, adjoint.
 * @returns The evaluator.
 * @throws {InputError} If an option is impossible.
 */
export function timeSteppingEvaluator(
  tissue: TissueMesh,
  initial: ModelInputs,
  options: TimeSteppingOptions = {},
): ModelEvaluator {
  const checked = checkOptions(options, initial.protocol);
  const { pieces, problems } = tissueProblem(tissue, initial, checked);
  const { signalOf } = pieceAssembly(tissue, pieces);
  let found: PlannedPiece[] | undefined;
  const find = (): PlannedPiece[] => {
    const solved = solveAtOnce(problems, initial.protocol, checked);
    return plannedPieces(problems, initial.protocol, solved);
  };
  return (inputs, differentiating, wanted = differentiating ? "everything" : "none") => {
    const planned = found ??= find(), { protocol } = inputs;
    if (asksForInitial(inputs, wanted, initial)) {
      return { ...signalOf(planned.map((piece) => piece.initial), protocol), pullback: noPullback };
    }
    const evaluations = problems.map(({ engine }, p) =>
      engine.evaluate(pieceInputs(pieces[p], inputs), protocol, planned[p].plans, wanted)
    );
    return {
      ...signalOf(evaluations, protocol),
      pullback: (real, imag) =>
        wholeCotangent(pieces, inputs, evaluations.map(({ pullback }) => pullback(real, imag))),
    };
  };
}
