/**
 * The matrix formalism as a backend provides it, piece by piece of a tissue.
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
import type { MatrixFormalismOptions } from "./options.ts";

/** A backend that provides the matrix formalism. */
export interface MatrixFormalismBackend extends Backend {
  /**
   * Makes a piece ready; the size of the basis is found here where a tolerance is given.
   *
   * @param piece The piece.
   * @param inputs What it is assembled at first.
   * @param protocol The measurements the size is found for.
   * @param options Number of modes or tolerance; how the gradient treats the basis.
   */
  readonly matrixFormalismPiece: (
    piece: TissuePiece,
    inputs: PieceInputs,
    protocol: EncodedProtocol,
    options: MatrixFormalismOptions,
  ) => Promise<AsyncPieceEngine>;
}

/** A piece ready for repeated evaluation at other inputs. */
export interface AsyncPieceEngine {
  /** The estimate the search for a tolerance ended with, of S/S0, at the first inputs. */
  readonly truncationError?: number;
  /** Computes the modes, the basis and the reduced system at some inputs. */
  readonly reduce: (inputs: PieceInputs) => Promise<AsyncReduction>;
  /** Frees what it holds on the device; it is not used afterwards. */
  readonly dispose?: () => void;
}

/**
 * A reduced system on a backend. It and its evaluations stay valid until the engine reduces again: until then its other functions,
 * further evaluations included, leave the pullbacks of all its evaluations as they are. No two calls of one engine overlap; those of
 * different engines may.
 */
export interface AsyncReduction {
  /** Number of modes n. */
  readonly modes: number;
  /** Number of static corrections beside them. */
  readonly corrections: number;
  /** Eigenvalues, 1/ms, [n]. */
  readonly eigenvalues: Float64Array;
  /** ‖K p − λ M p‖/‖M p‖ of each mode, 1/ms, [n]. */
  readonly residuals: Float64Array;
  /** The first eigenvalue left out, 1/ms; `Infinity` if none is. */
  readonly next: number;
  /** Σ ρV: the signal at the start, µm³ × spin density. */
  readonly spins: number;
  /** The estimated truncation error of S/S0, the largest of all measurements. */
  readonly truncationError: (protocol: EncodedProtocol) => Promise<number>;
  /** The signal, and the pullback to the inputs of the reduction; `apart` for that of each compartment. */
  readonly evaluate: (
    protocol: EncodedProtocol,
    wanted: Differentiation,
    apart?: boolean,
  ) => Promise<AsyncPieceEvaluation>;
}
