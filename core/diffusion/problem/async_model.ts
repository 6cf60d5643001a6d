/**
 * The asynchronous form of the interface of all models: what a model evaluated on a graphics processor looks like.
 *
 * @module
 */
import type { Differentiation, ModelCotangent, ModelEvaluation, ModelInputs } from "./model.ts";
import type { PieceCotangent } from "./whole_cotangent.ts";

/** A signal and its pullback, which is a promise. */
export interface AsyncModelEvaluation extends Omit<ModelEvaluation, "pullback"> {
  /** From ∂L/∂Re S and ∂L/∂Im S to ∂L/∂inputs. */
  readonly pullback: (real: Float64Array, imag: Float64Array) => Promise<ModelCotangent>;
}

/** A model made ready for one tissue mesh. */
export type AsyncModelEvaluator = (
  inputs: ModelInputs,
  differentiating: boolean,
  wanted?: Differentiation,
) => Promise<AsyncModelEvaluation>;

/** A model with what it holds on a device. */
export interface AsyncModel {
  /** Evaluates it. */
  readonly evaluate: AsyncModelEvaluator;
  /** Frees what it holds; pullbacks of earlier evaluations are gone with it. */
  readonly dispose: () => void;
}

/** The signal of one piece of a tissue and its pullback. */
export interface AsyncPieceEvaluation {
  /** Re S, [measurements], or [compartments × measurements] where the compartments are told apart. */
  readonly real: Float64Array;
  /** Im S. */
  readonly imag: Float64Array;
  /** From ∂L/∂Re S and ∂L/∂Im S to ∂L/∂inputs of the piece. */
  readonly pullback: (real: Float64Array, imag: Float64Array) => Promise<PieceCotangent>;
}
