/**
 * The stages an engine is made of that other folders provide.
 *
 * @module
 */
import { denseSolver, usesDenseSolver } from "../../core/spectral/mod.ts";
import type { Gpu } from "../device.ts";
import { gpuModes } from "../eigen/mod.ts";
import { gpuReducedSignal } from "../reduced/mod.ts";
import { type ComplementSolver, completeSolver, iterativeSolver } from "./complement.ts";
import { completeModes, type PieceModes } from "./piece_modes.ts";
import type { PieceSpace } from "./piece_space.ts";

/** The stages. */
export interface Stages {
  /**
   * The lowest modes of a space as last assembled. Those known, of the same or of similar matrices and of any number, begin the
   * search and stay the caller's.
   */
  readonly modes: (
    gpu: Gpu,
    space: PieceSpace,
    modes: number,
    known?: PieceModes,
  ) => Promise<PieceModes>;
  /** Solves on the complement of modes. */
  readonly solver: (gpu: Gpu, space: PieceSpace, modes: PieceModes) => ComplementSolver;
  /** The signal of a reduced system and its adjoint. */
  readonly signal: typeof gpuReducedSignal;
}

/** The lowest modes; of a piece so small that the processor is best at it, all of them, past the cut as guards. */
async function pieceModes(
  gpu: Gpu,
  { core, device, shift }: PieceSpace,
  modes: number,
  known?: PieceModes,
): Promise<PieceModes> {
  if (usesDenseSolver(core.nodes, modes)) {
    return completeModes(gpu, denseSolver(core, core.nodes, shift)(), modes);
  }
  const options = { shift, ...(known && { start: known }) };
  return { ...await gpuModes(gpu, core, device, modes, options), complete: false };
}

/** The stages of this backend. */
export const gpuStages: Stages = {
  modes: pieceModes,
  solver: (gpu, space, modes) =>
    modes.complete ? completeSolver(gpu, modes) : iterativeSolver(gpu, space, modes),
  signal: gpuReducedSignal,
};
