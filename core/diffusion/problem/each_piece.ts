/**
 * A tissue of several pieces between which nothing diffuses: each is simulated alone and the signals add.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import type { TissuePiece } from "./tissue_pieces.ts";

/** The error of a piece, which tells which one it concerns where there are several. */
function errorOfPiece(error: unknown, piece: number, pieces: readonly TissuePiece[]): unknown {
  if (!(error instanceof InputError) || pieces.length === 1) return error;
  return new InputError(
    `In piece ${piece} of the ${pieces.length} the tissue falls into: ${error.message}`,
    { cause: error },
  );
}

/**
 * Does something for each piece; an error tells which piece it concerns where there are several.
 *
 * @param pieces The pieces.
 * @param action What is done.
 * @returns What comes of each.
 */
export function forEachPiece<R>(
  pieces: readonly TissuePiece[],
  action: (piece: TissuePiece, index: number) => R,
): R[] {
  return pieces.map((piece, p) => {
    try {
      return action(piece, p);
    } catch (error) {
      throw errorOfPiece(error, p, pieces);
    }
  });
}

/**
 * Does something for one piece after the other; an error tells which piece it concerns where there are several.
 *
 * @param pieces The pieces.
 * @param action What is done.
 * @param retries Which errors stay as they are, for the one who knows them.
 * @returns What comes of each.
 */
export async function forEachPieceInTurn<R>(
  pieces: readonly TissuePiece[],
  action: (piece: TissuePiece, index: number) => Promise<R>,
  retries: (error: unknown) => boolean,
): Promise<R[]> {
  const out: R[] = [];
  for (const [p, piece] of pieces.entries()) {
    try {
      out.push(await action(piece, p));
    } catch (error) {
      throw retries(error) ? error : errorOfPiece(error, p, pieces);
    }
  }
  return out;
}
