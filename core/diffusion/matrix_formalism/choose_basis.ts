/**
 * How large a basis a tolerance needs.
 *
 * @module
 */
import { p1Pattern } from "../../fem/mod.ts";
import type { GradientMethod } from "../basis/mod.ts";
import type { EncodedProtocol } from "../encoding/mod.ts";
import type { PieceInputs, TissuePiece } from "../problem/mod.ts";
import { resolutionFor, type TimeResolution } from "../reduced/mod.ts";
import {
  atWidestGap,
  type BasisSize,
  FIRST_MODES,
  grown,
  roomFor,
  sizeWith,
} from "./basis_size.ts";
import { type Engine, matrixFormalismEngine } from "./engine.ts";
import type { Reduction } from "./reduction.ts";
import { searchError } from "./search_error.ts";

/** Part of the tolerance that the time steps of smooth waveforms may err by beside it. */
const TIME_ERROR = 0.1;

/** How finely time is resolved for a tolerance. */
export function resolutionOf(tolerance: number): TimeResolution {
  return resolutionFor(TIME_ERROR * tolerance);
}

/** An engine of the size found, with its reduction and the estimated error of S/S0 at the first inputs. */
export interface ChosenBasis {
  readonly engine: Engine;
  readonly reduction: Reduction;
  readonly truncationError: number;
}

/**
 * Finds the size of the basis for a tolerance.
 *
 * The modes found for one size serve the next; space and factor are shared until there is no more room.
 *
 * @param piece The piece of tissue.
 * @param inputs What it is assembled at.
 * @param protocol The measurements.
 * @param tolerance Largest estimated truncation error of S/S0.
 * @param method How the engine's gradient treats the basis.
 * @returns An engine with modes and corrected modes ending at a gap of the spectrum; with all nodes if nothing less suffices.
 */
export function chooseBasis(
  piece: TissuePiece,
  inputs: PieceInputs,
  protocol: EncodedProtocol,
  tolerance: number,
  method: GradientMethod,
): ChosenBasis {
  const nodes = piece.mesh.points.shape[0];
  const pattern = p1Pattern(nodes, piece.mesh.tets, piece.interfaceFaces);
  const resolution = resolutionOf(tolerance);
  const withRoom = (size: BasisSize) =>
    matrixFormalismEngine(piece, inputs, size, { method, flexible: true, pattern, resolution });
  const errorOf = searchError(protocol, tolerance);
  let size = sizeWith(FIRST_MODES, nodes);
  for (;;) {
    const room = roomFor(size, nodes);
    const widest = withRoom(room);
    let solved = widest.cut(size).solve(inputs);
    while (size.modes <= room.modes) {
      const { spectral } = solved;
      if (spectral.modes < size.modes) {
        solved = { ...solved, spectral: spectral.lowest(size.modes) };
      }
      const engine = widest.cut(atWidestGap(size, solved.spectral));
      const reduction = engine.reduceSolved(solved);
      const truncationError = size.modes === nodes ? 0 : errorOf(reduction);
      if (truncationError <= tolerance) return { engine, reduction, truncationError };
      size = sizeWith(grown(size.modes, truncationError / tolerance), nodes);
    }
  }
}
