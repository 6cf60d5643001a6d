/**
 * A tissue of several pieces between which nothing diffuses: each is simulated alone and the signals add.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import type { TissuePiece } from "../problem/mod.ts";

/** The sum of arrays of one length. */
export function sumArrays(arrays: readonly Float64Array[]): Float64Array {
  return arrays[0].map((_, i) => arrays.reduce((sum, values) => sum + values[i], 0));
}

/** Does something for each piece; an error tells which piece it concerns where there are several. */
export function forEachPiece<R>(
  pieces: readonly TissuePiece[],
  action: (piece: TissuePiece) => R,
): R[] {
  return pieces.map((piece, p) => {
    try {
      return action(piece);
    } catch (error) {
      if (!(error instanceof InputError) || pieces.length === 1) throw error;
      throw new InputError(
        `In piece ${p} of the ${pieces.length} the tissue falls into: ${error.message}`,
        { cause: error },
      );
    }
  });
}
