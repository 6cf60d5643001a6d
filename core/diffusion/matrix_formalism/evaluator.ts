/**
 * The matrix formalism behind the interface of all models.
 *
 * @module
 */
import {
  forEachPiece,
  type ModelEvaluator,
  type ModelInputs,
  pieceAssembly,
  pieceInputs,
  tissuePieces,
  wholeCotangent,
} from "../problem/mod.ts";
import type { TissueMesh } from "../tissue/mod.ts";
import { engineFor, type MatrixFormalismSignalOptions } from "./options.ts";

/**
 * Makes the matrix formalism ready for a tissue.
 *
 * @param tissue The tissue's mesh.
 * @param initial The inputs for which the size of the basis is chosen.
 * @param options Number of modes or tolerance; exact or projected gradient.
 * @returns The evaluator.
 * @throws {InputError} If more modes are asked for than a piece has nodes.
 */
export function matrixFormalismEvaluator(
  tissue: TissueMesh,
  initial: ModelInputs,
  options: MatrixFormalismSignalOptions = {},
): ModelEvaluator {
  const { byCompartment = false } = options;
  const pieces = tissuePieces(tissue);
  const { signalOf, weightsOf } = pieceAssembly(tissue, pieces, byCompartment);
  const engines = forEachPiece(
    pieces,
    (piece) => engineFor(piece, pieceInputs(piece, initial), initial.protocol, options).engine,
  );
  return (inputs, differentiating, wanted = differentiating ? "everything" : "none") => {
    const { protocol } = inputs;
    const evaluations = engines.map((engine, p) => {
      const reduction = engine.reduce(pieceInputs(pieces[p], inputs));
      return engine.evaluate(reduction, protocol, wanted, byCompartment);
    });
    return {
      ...signalOf(evaluations, protocol),
      pullback: (real, imag) => {
        const parts = evaluations.map(({ pullback }, p) =>
          pullback(weightsOf(real, p), weightsOf(imag, p))
        );
        return wholeCotangent(pieces, inputs, parts);
      },
    };
  };
}
