/**
 * The matrix formalism on a backend behind the interface of all asynchronous models.
 *
 * @module
 */
import {
  type AsyncModel,
  asyncPieceEvaluator,
  type AsyncPieceModel,
  backendModel,
  type BackendOptions,
  forEachPiece,
  type ModelInputs,
  pieceInputs,
  readyPieces,
  tissuePieces,
} from "../problem/mod.ts";
import type { TissueMesh } from "../tissue/mod.ts";
import type { MatrixFormalismBackend } from "./backend.ts";
import { matrixFormalismEvaluator } from "./evaluator.ts";
import { type MatrixFormalismSignalOptions, wantedBasis } from "./options.ts";

/**
 * Makes the matrix formalism on a backend ready for a tissue, at its first evaluation.
 *
 * @param tissue The tissue's mesh.
 * @param initial The inputs for which the size of the basis is chosen.
 * @param options Number of modes or tolerance; exact or projected gradient.
 * @param where The backend, and who is told of retries.
 * @returns The model.
 * @throws {InputError} If more modes are asked for than a piece has nodes.
 */
export function asyncMatrixFormalism(
  tissue: TissueMesh,
  initial: ModelInputs,
  options: MatrixFormalismSignalOptions,
  where: BackendOptions<MatrixFormalismBackend>,
): AsyncModel {
  const { byCompartment = false, ...accuracy } = options;
  const pieces = tissuePieces(tissue), { protocol } = initial;
  forEachPiece(pieces, ({ mesh }) => wantedBasis(accuracy, mesh.points.shape[0]));
  const prepare = async (backend: MatrixFormalismBackend): Promise<AsyncModel> => {
    const engines = await readyPieces(
      pieces,
      (piece) =>
        backend.matrixFormalismPiece(piece, pieceInputs(piece, initial), protocol, accuracy),
      (error) => backend.retries(error),
    );
    const models = engines.map((engine): AsyncPieceModel => async (inputs, at, wanted) => {
      const reduction = await engine.reduce(inputs);
      return await reduction.evaluate(at, wanted, byCompartment);
    });
    return {
      evaluate: asyncPieceEvaluator(tissue, pieces, models, byCompartment),
      dispose: () => engines.forEach((engine) => engine.dispose?.()),
    };
  };
  return backendModel(
    where,
    tissue.mesh.points.shape[0],
    prepare,
    () => matrixFormalismEvaluator(tissue, initial, options),
  );
}
