/**
 * The accuracy options of the matrix formalism.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import type { GradientMethod } from "../basis/mod.ts";
import type { EncodedProtocol } from "../encoding/mod.ts";
import type { PieceInputs, TissuePiece } from "../problem/mod.ts";
import type { BasisSize } from "./basis_size.ts";
import { chooseBasis, type ChosenBasis } from "./choose_basis.ts";
import { matrixFormalismEngine } from "./engine.ts";

/** How accurate the signal and its gradient are. Give `modes` or `tolerance`, not both. */
export interface MatrixFormalismOptions {
  /**
   * Exactly this many Laplace eigenmodes of each piece of the mesh, 1 … its nodes, and no static corrections unless asked for.
   */
  readonly modes?: number;
  /**
   * With `modes`: how many of the lowest modes get static corrections, three vectors each (one an axis) that stand for the
   * modes left out; 0 by default.
   */
  readonly corrected?: number;
  /**
   * Estimated truncation error of S/S0 to stay below; 1e-5 by default. The numbers of modes and of static corrections are
   * then found once. Time steps, which only gradients that vary within a piece need, add a tenth of it at most.
   */
  readonly tolerance?: number;
  /**
   * `"exact"` by default. `"projected"` leaves out how the basis turns out of its span: cheaper, with errors of 0.5
   * to 2 % for modes alone and 0.005 % with static corrections.
   */
  readonly gradient?: GradientMethod;
}

/** Options of the signal function. */
export interface MatrixFormalismSignalOptions extends MatrixFormalismOptions {
  /**
   * Whether the signal of each compartment is wanted apart: its shape is then [compartments, …], one entry per compartment id of
   * the mesh, ascending. False by default.
   */
  readonly byCompartment?: boolean;
}

const DEFAULT_TOLERANCE = 1e-5;

function checkSize(modes: number, corrected: number, nodes: number): void {
  if (!Number.isInteger(modes) || modes < 1) {
    throw new InputError(
      `The number of modes is ${modes} but must be a whole number of at least 1`,
    );
  }
  if (modes > nodes) {
    throw new InputError(
      `Asked for ${modes} modes but the mesh has ${nodes} nodes: ask for at most ${nodes}`,
    );
  }
  const most = Math.min(modes, Math.floor((nodes - modes) / 3));
  if (!Number.isInteger(corrected) || corrected < 0 || corrected > most) {
    throw new InputError(
      `The number of corrected modes is ${corrected} but must be a whole number from 0 to ${most}`,
    );
  }
}

/** What options ask for: a basis of some size, or of the size some tolerance needs. */
export type WantedBasis =
  & { readonly method: GradientMethod }
  & ({ readonly size: BasisSize } | { readonly tolerance: number });

/**
 * Checks options for a piece of tissue.
 *
 * @param options The options as given.
 * @param nodes Number of nodes of the piece.
 * @returns What they ask for.
 * @throws {InputError} If a value is impossible, or two exclude each other.
 */
export function wantedBasis(options: MatrixFormalismOptions, nodes: number): WantedBasis {
  const { modes, tolerance, corrected = 0, gradient: method = "exact" } = options;
  if (modes !== undefined && tolerance !== undefined) {
    throw new InputError("Both modes and tolerance are given: give one of them");
  }
  if (modes !== undefined) {
    checkSize(modes, corrected, nodes);
    return { method, size: { modes, corrected } };
  }
  if (corrected !== 0) {
    throw new InputError("A number of corrected modes is given without modes: give both");
  }
  const wanted = tolerance ?? DEFAULT_TOLERANCE;
  if (!(wanted > 0)) {
    throw new InputError(`The tolerance is ${wanted} but must be a positive number`);
  }
  return { method, tolerance: wanted };
}

/** An engine of the size the options ask for; with its reduction at the inputs where that was searched for. */
export function engineFor(
  piece: TissuePiece,
  inputs: PieceInputs,
  protocol: EncodedProtocol,
  options: MatrixFormalismOptions,
): Pick<ChosenBasis, "engine"> & Partial<ChosenBasis> {
  const { method, ...wanted } = wantedBasis(options, piece.mesh.points.shape[0]);
  return "size" in wanted
    ? { engine: matrixFormalismEngine(piece, inputs, wanted.size, { method }) }
    : chooseBasis(piece, inputs, protocol, wanted.tolerance, method);
}
