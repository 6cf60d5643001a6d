/**
 * How large a basis a tolerance needs.
 *
 * @module
 */
import { p1Pattern } from "../../fem/mod.ts";
import { type SpectralBasis, widestGap } from "../../spectral/mod.ts";
import type { GradientMethod } from "../basis/mod.ts";
import type { EncodedProtocol } from "../encoding/mod.ts";
import type { PieceInputs, TissuePiece } from "../problem/mod.ts";
import { resolutionFor } from "../reduced/mod.ts";
import { type BasisSize, type Engine, matrixFormalismEngine } from "./engine.ts";
import type { Reduction } from "./reduction.ts";
import { searchError } from "./search_error.ts";

/** Modes the search starts with. */
const FIRST = 6;
/** By what the number of modes grows at a time: the further the estimate is above the tolerance, the more. */
const GROWTH = { usual: 1.5, least: 1.4, most: 2 };
/** By what the error usually falls where the number of modes grows by the usual factor. */
const GAIN = 20;
/** Part of the modes that have corrections. */
const CORRECTED = 0.75;
/** Part of the tolerance that the time steps of smooth waveforms may err by beside it. */
const TIME_ERROR = 0.1;
/** By how much an engine of the search has room for more modes than it needs at first. */
const ROOM = 6;
/** Doubles for each node and mode there is room for, and the most of them: 1 GiB. Room that is not used costs no memory. */
const ROOM_SIZE = { each: 18, most: 2 ** 27 };

/** An engine of the size found, with its reduction and the estimated error of S/S0 at the first inputs. */
export interface ChosenBasis {
  readonly engine: Engine;
  readonly reduction: Reduction;
  readonly truncationError: number;
}

/** The size with a number of modes; all nodes are modes where corrections would leave none out. */
function sizeWith(modes: number, nodes: number): BasisSize {
  const corrected = Math.floor(CORRECTED * modes);
  return modes + 3 * corrected >= nodes ? { modes: nodes, corrected: 0 } : { modes, corrected };
}

/** The size an engine for a size is given room for. */
function roomFor(size: BasisSize, nodes: number): BasisSize {
  const affordable = Math.floor(ROOM_SIZE.most / (ROOM_SIZE.each * nodes));
  let room = size;
  for (let modes = Math.min(ROOM * size.modes, affordable); modes > room.modes; modes--) {
    const larger = sizeWith(modes, nodes);
    if (larger.modes < nodes) room = larger;
  }
  return room;
}

/** The next number of modes to try. */
function grown(modes: number, excess: number): number {
  const { usual, least, most } = GROWTH;
  const factor = usual ** (Math.log(excess) / Math.log(GAIN));
  return Math.ceil(Math.max(least, Math.min(most, factor)) * modes);
}

/** A size cut where the spectrum has its widest gaps. */
function atWidestGap({ modes, corrected }: BasisSize, spectral: SpectralBasis): BasisSize {
  const { eigenvalues, next } = spectral;
  const gap = (n: number) => n === 0 ? 0 : widestGap(eigenvalues, next, n);
  return { modes: gap(modes), corrected: gap(corrected) };
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
  const resolution = resolutionFor(TIME_ERROR * tolerance);
  const withRoom = (size: BasisSize) =>
    matrixFormalismEngine(piece, inputs, size, { method, flexible: true, pattern, resolution });
  const errorOf = searchError(protocol, tolerance);
  let size = sizeWith(FIRST, nodes);
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
