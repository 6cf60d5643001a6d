/**
 * A model evaluated piece by piece on a backend.
 *
 * @module
 */
import type { EncodedProtocol } from "../encoding/mod.ts";
import type { TissueMesh } from "../tissue/mod.ts";
import type { AsyncModelEvaluator, AsyncPieceEvaluation } from "./async_model.ts";
import { forEachPieceInTurn } from "./each_piece.ts";
import type { Differentiation } from "./model.ts";
import { pieceAssembly } from "./piece_assembly.ts";
import { type PieceInputs, pieceInputs } from "./piece_inputs.ts";
import type { TissuePiece } from "./tissue_pieces.ts";
import { type PieceCotangent, wholeCotangent } from "./whole_cotangent.ts";

/** What a piece holds on a device may be freed. */
interface Disposable {
  readonly dispose?: () => void;
}

/**
 * Makes the pieces of a tissue ready, one after the other.
 *
 * @param pieces The pieces.
 * @param make Makes one ready.
 * @param retries Which errors are left to the processor: they stay as they are; others tell which piece they concern.
 * @returns What was made of each; where one fails nothing stays on the device.
 */
export async function readyPieces<R extends Disposable>(
  pieces: readonly TissuePiece[],
  make: (piece: TissuePiece) => Promise<R>,
  retries: (error: unknown) => boolean,
): Promise<R[]> {
  const made: R[] = [];
  const keep = async (piece: TissuePiece) => void made.push(await make(piece));
  try {
    await forEachPieceInTurn(pieces, keep, retries);
    return made;
  } catch (error) {
    for (const piece of made) piece.dispose?.();
    throw error;
  }
}

/** Evaluates one piece; what it gives is valid until the piece is evaluated again. */
export type AsyncPieceModel = (
  inputs: PieceInputs,
  protocol: EncodedProtocol,
  wanted: Differentiation,
) => Promise<AsyncPieceEvaluation>;

/**
 * Makes the model of a tissue of those of its pieces.
 *
 * A pullback that is called after another evaluation finds its pieces' states overwritten: it evaluates them again, at the inputs of
 * its own evaluation, and is as right as before but no longer cheap. Evaluations and pullbacks must not overlap.
 *
 * @param tissue The tissue's mesh.
 * @param pieces Its pieces.
 * @param models A model of each.
 * @param byCompartment Whether the models tell the compartments apart.
 * @returns The model.
 */
export function asyncPieceEvaluator(
  tissue: TissueMesh,
  pieces: readonly TissuePiece[],
  models: readonly AsyncPieceModel[],
  byCompartment: boolean = false,
): AsyncModelEvaluator {
  const { signalOf, weightsOf } = pieceAssembly(tissue, pieces, byCompartment);
  /** The evaluation whose states the pieces hold. */
  let held: readonly AsyncPieceEvaluation[] | undefined;
  return async (inputs, differentiating, wanted = differentiating ? "everything" : "none") => {
    const evaluate = async (): Promise<readonly AsyncPieceEvaluation[]> => {
      held = undefined;
      const parts: AsyncPieceEvaluation[] = [];
      for (const [p, piece] of pieces.entries()) {
        parts.push(await models[p](pieceInputs(piece, inputs), inputs.protocol, wanted));
      }
      return held = parts;
    };
    let own = await evaluate();
    return {
      ...signalOf(own, inputs.protocol),
      pullback: async (real, imag) => {
        if (held !== own) own = await evaluate();
        const cotangents: PieceCotangent[] = [];
        for (const [p, part] of own.entries()) {
          cotangents.push(await part.pullback(weightsOf(real, p), weightsOf(imag, p)));
        }
        return wholeCotangent(pieces, inputs, cotangents);
      },
    };
  };
}
