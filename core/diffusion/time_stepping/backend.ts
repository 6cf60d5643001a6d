/**
 * Time stepping as a backend provides it, piece by piece of a tissue.
 *
 * @module
 */
import type { EncodedProtocol } from "../encoding/mod.ts";
import type {
  AsyncPieceEvaluation,
  Backend,
  Differentiation,
  PieceInputs,
  TissuePiece,
} from "../problem/mod.ts";
import type { CheckedOptions } from "./options.ts";
import type { SteppedPiece } from "./stepped_piece.ts";

/** A backend that provides time stepping. */
export interface TimeSteppingBackend extends Backend {
  /**
   * Makes a piece ready: finds how many steps the tolerance needs at some inputs.
   *
   * @param piece The piece.
   * @param inputs What it is assembled at first.
   * @param protocol The measurements the steps are found for.
   * @param options The options, checked.
   * @param watch Told how far it is; may interrupt it.
   */
  readonly timeSteppingPiece: (
    piece: TissuePiece,
    inputs: PieceInputs,
    protocol: EncodedProtocol,
    options: CheckedOptions & { readonly byCompartment?: boolean },
    watch?: SteppingWatch,
  ) => Promise<AsyncSteppingPiece>;
}

/** Watches over work that takes long. */
export interface SteppingWatch {
  /** Told how much is done, 0 … 1. */
  readonly onProgress?: (fraction: number) => void;
  /** Interrupts the work. */
  readonly signal?: AbortSignal;
}

/** A piece ready to be stepped at other inputs, with steps that stay. */
export interface AsyncSteppingPiece extends SteppedPiece {
  /** Steps at some inputs; what it gives is valid until it is called again. No two calls of one piece overlap; those of different ones may. */
  readonly evaluate: (
    inputs: PieceInputs,
    protocol: EncodedProtocol,
    wanted: Differentiation,
  ) => Promise<AsyncPieceEvaluation>;
  /** Frees what it holds on the device; it is not used afterwards. */
  readonly dispose?: () => void;
}
