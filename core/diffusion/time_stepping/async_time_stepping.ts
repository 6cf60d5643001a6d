/**
 * Time stepping on a backend behind the interface of all asynchronous models.
 *
 * @module
 */
import {
  type AsyncModel,
  asyncPieceEvaluator,
  type AsyncPieceModel,
  backendModel,
  type BackendOptions,
  type ModelInputs,
  pieceAssembly,
  pieceInputs,
  readyPieces,
  tissuePieces,
} from "../problem/mod.ts";
import type { TissueMesh } from "../tissue/mod.ts";
import type { TimeSteppingBackend } from "./backend.ts";
import { timeSteppingEvaluator } from "./evaluator.ts";
import { asksForInitial, noPullback } from "./initial_signal.ts";
import { checkOptions, type TimeSteppingOptions } from "./options.ts";

/**
 * Makes time stepping on a backend ready for a tissue, at its first evaluation.
 *
 * @param tissue The tissue's mesh.
 * @param initial The inputs for which the steps are chosen.
 * @param options Tolerance or step, method, adjoint.
 * @param where The backend, and who is told of retries.
 * @returns The model.
 * @throws {InputError} If an option is impossible.
 */
export function asyncTimeStepping(
  tissue: TissueMesh,
  initial: ModelInputs,
  options: TimeSteppingOptions,
  where: BackendOptions<TimeSteppingBackend>,
): AsyncModel {
  const { protocol } = initial, checked = checkOptions(options, protocol);
  const pieces = tissuePieces(tissue);
  const prepare = async (backend: TimeSteppingBackend): Promise<AsyncModel> => {
    const stepped = await readyPieces(
      pieces,
      (piece) => backend.timeSteppingPiece(piece, pieceInputs(piece, initial), protocol, checked),
      (error) => backend.retries(error),
    );
    const models = stepped.map((piece): AsyncPieceModel => (...given) => piece.evaluate(...given));
    const anew = asyncPieceEvaluator(tissue, pieces, models);
    const { signalOf } = pieceAssembly(tissue, pieces);
    const known = {
      ...signalOf(stepped.map((piece) => piece.initial), protocol),
      pullback: noPullback,
    };
    return {
      evaluate: async (inputs, differentiating, wanted = differentiating ? "everything" : "none") =>
        asksForInitial(inputs, wanted, initial)
          ? known
          : await anew(inputs, differentiating, wanted),
      dispose: () => stepped.forEach((piece) => piece.dispose?.()),
    };
  };
  return backendModel(
    where,
    tissue.mesh.points.shape[0],
    prepare,
    () => timeSteppingEvaluator(tissue, initial, options),
  );
}
