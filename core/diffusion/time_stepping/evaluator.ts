/**
 * Time stepping behind the interface of all models.
 *
 * @module
 */
import {
  type ModelEvaluator,
  type ModelInputs,
  pieceInputs,
  wholeCotangent,
} from "../problem/mod.ts";
import type { TissueMesh } from "../tissue/mod.ts";
import { refinedGrid } from "./grid.ts";
import { checkOptions, type TimeSteppingOptions } from "./options.ts";
import type { BlockPlan } from "./plan.ts";
import { gatherMeasurements, tissueProblem } from "./problem.ts";
import { solveBlocks, type SolvedBlock } from "./solve.ts";

/** Runs a solution to its end. */
function solveAtOnce(...given: Parameters<typeof solveBlocks>): SolvedBlock[] {
  const steps = solveBlocks(...given);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether two sets of inputs are the same; protocols are compared as objects. */
function sameInputs(a: ModelInputs, b: ModelInputs): boolean {
  return a.protocol === b.protocol && sameNumbers(a.points, b.points) &&
    Object.entries(a.coefficients).every(([key, values]) =>
      sameNumbers(values, b.coefficients[key as keyof ModelInputs["coefficients"]])
    );
}

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
  const problem = tissueProblem(tissue, initial, checked);
  let found: { solved: SolvedBlock[]; plans: BlockPlan[][] } | undefined;
  const find = () => {
    if (found) return found;
    const solved = solveAtOnce(problem.problems, initial.protocol, checked);
    let index = 0;
    const plans = problem.problems.map(({ plans: coarse }) =>
      coarse.map((plan) => ({ ...plan, grid: refinedGrid(plan.grid, solved[index++].parts) }))
    );
    return found = { solved, plans };
  };
  return (inputs, differentiating, wanted = differentiating ? "everything" : "none") => {
    const { solved, plans } = find();
    if (wanted === "none" && sameInputs(inputs, initial)) {
      return {
        real: gatherMeasurements(problem, solved, ({ real }, c) => real[c]),
        imag: gatherMeasurements(problem, solved, ({ imag }, c) => imag[c]),
        pullback: () => {
          throw new Error("Cannot pull back: the signal was evaluated without differentiating");
        },
      };
    }
    const evaluations = problem.problems.map(({ engine }, p) =>
      engine.evaluate(pieceInputs(problem.pieces[p], inputs), inputs.protocol, plans[p], wanted)
    );
    const sum = (of: (evaluation: typeof evaluations[number]) => Float64Array) =>
      evaluations.map(of).reduce((total, part) => total.map((x, i) => x + part[i]));
    return {
      real: sum(({ real }) => real),
      imag: sum(({ imag }) => imag),
      pullback: (real, imag) =>
        wholeCotangent(
          problem.pieces,
          inputs,
          evaluations.map(({ pullback }) => pullback(real, imag)),
        ),
    };
  };
}
