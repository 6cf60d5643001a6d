/**
 * The cotangent of a whole tissue from those of the pieces it was simulated in.
 *
 * @module
 */
import type { P1Gradient } from "../../fem/mod.ts";
import type { EncodedCotangent } from "../encoding/mod.ts";
import { sumEncodedCotangents } from "./encoded_sums.ts";
import type { ModelCotangent, ModelInputs } from "./model.ts";
import { addPieceGradient, addStorageGradient, emptyTissueGradient } from "./piece_inputs.ts";
import type { TissuePiece } from "./tissue_pieces.ts";

/** ∂L in terms of what a piece was assembled at, and of the protocol. */
export interface PieceCotangent {
  /** ∂L/∂points and ∂L/∂coefficients. */
  readonly tissue: P1Gradient;
  /** ∂L/∂(coefficients of stored magnetisation), where there is any; its points are counted in `tissue`. */
  readonly storage?: P1Gradient;
  /** ∂L/∂encodings, where it was wanted. */
  readonly protocol?: EncodedCotangent;
}

/**
 * Sums the cotangents of pieces.
 *
 * @param pieces The pieces.
 * @param inputs The inputs of the whole.
 * @param parts The cotangent of each piece.
 * @returns That of the whole.
 */
export function wholeCotangent(
  pieces: readonly TissuePiece[],
  inputs: ModelInputs,
  parts: readonly PieceCotangent[],
): ModelCotangent {
  const points = new Float64Array(inputs.points.length);
  const coefficients = emptyTissueGradient(inputs.coefficients);
  pieces.forEach((piece, p) => {
    const { tissue, storage } = parts[p];
    addPieceGradient(piece, inputs.coefficients, tissue, points, coefficients);
    if (storage) addStorageGradient(piece, storage, coefficients);
  });
  const ofProtocol = parts.flatMap(({ protocol }) => protocol ?? []);
  return {
    points,
    coefficients,
    ...(ofProtocol.length > 0 && { protocol: sumEncodedCotangents(ofProtocol) }),
  };
}
