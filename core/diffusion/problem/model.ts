/**
 * The one interface behind which every signal model stands: from plain arrays to a signal and its pullback.
 *
 * @module
 */
import type { EncodedCotangent, EncodedProtocol } from "../encoding/mod.ts";
import type { TissueCoefficients, TissueMesh } from "../tissue/mod.ts";

export type { TissueCoefficients };

/** Everything a signal depends on. */
export interface ModelInputs {
  /** Node positions of the `TissueMesh`, [3 × nodes], µm. */
  readonly points: Float64Array;
  readonly coefficients: TissueCoefficients;
  readonly protocol: EncodedProtocol;
}

/** ∂L in terms of everything a signal depends on; arrays as in {@linkcode ModelInputs}. */
export interface ModelCotangent {
  readonly points: Float64Array;
  readonly coefficients: TissueCoefficients;
  /** Absent where it was not wanted. */
  readonly protocol?: EncodedCotangent;
}

/** A signal and its pullback. */
export interface ModelEvaluation {
  /** Re S, [measurements], µm³ × spin density. */
  readonly real: Float64Array;
  /** Im S, [measurements]. */
  readonly imag: Float64Array;
  /** Shape of the signal, where it is not that of the protocol. */
  readonly shape?: readonly number[];
  /** From ∂L/∂Re S and ∂L/∂Im S to ∂L/∂inputs. */
  readonly pullback: (real: Float64Array, imag: Float64Array) => ModelCotangent;
}

/**
 * Which derivatives a pullback must give: none, those of points and tissue, those of the protocol, or both. What is not wanted is
 * zero or left out.
 */
export type Differentiation = "none" | "tissue" | "protocol" | "everything";

/**
 * A model made ready for one tissue mesh. `differentiating` tells whether the pullback may be called; `wanted` that a model may
 * leave the protocol's cotangent out.
 */
export type ModelEvaluator = (
  inputs: ModelInputs,
  differentiating: boolean,
  wanted?: Differentiation,
) => ModelEvaluation;

/** Makes a model ready for a tissue mesh; what does not depend on the inputs' values is done here, once. */
export type ModelPreparation = (tissue: TissueMesh, initial: ModelInputs) => ModelEvaluator;
