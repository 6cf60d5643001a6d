/**
 * Chooses how the eigenmodes of a space are computed.
 *
 * @module
 */
import type { P1Space } from "../fem/mod.ts";
import type { SpectralBasis, SpectralSolver } from "./basis.ts";
import { denseSolver } from "./dense_basis.ts";
import { lanczosSolver } from "./lanczos_basis.ts";

/** Nodes up to which the dense solver, which has all modes at hand, is the faster whatever is asked: bench/eigen_switch.ts. */
const DENSE_NODES = 230;
/** By how many nodes each mode asked for moves that: Lanczos is the cheaper the fewer modes are wanted. */
const NODES_PER_MODE = 5;

/** Whether the dense solver is used for a number of modes of a mesh. */
export function usesDenseSolver(nodes: number, modes: number): boolean {
  return nodes <= DENSE_NODES + NODES_PER_MODE * modes;
}

/** The shift σ as a part of the mean diagonal ratio K/M: small beside the wanted eigenvalues, large beside rounding. */
const SHIFT = 1e-4;

/** A shift σ for K + σM as last assembled in a space: positive, far below most of the spectrum. */
export function spectralShift(space: P1Space): number {
  const { rowStart, columnIndex } = space.pattern, { stiffness, mass } = space.matrices;
  let k = 0, m = 0;
  for (let row = 0; row < space.nodes; row++) {
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) {
      if (columnIndex[e] !== row) continue;
      k += stiffness[e];
      m += mass[e];
    }
  }
  return SHIFT * k / m;
}

/**
 * Makes a solver for a space; its memory is used again by every call.
 *
 * @param space The space.
 * @param room Most modes it will be asked for, at most the number of nodes.
 * @param shift σ, which the static response depends on: keep it while a mesh deforms.
 * @returns The solver.
 */
export function spectralSolver(space: P1Space, room: number, shift: number): SpectralSolver {
  let dense: SpectralSolver | undefined, lanczos: SpectralSolver | undefined;
  const solve = (modes: number): SpectralBasis =>
    usesDenseSolver(space.nodes, modes)
      ? (dense ??= denseSolver(space, room, shift))(modes)
      : growing((lanczos ??= lanczosSolver(space, room, shift))(modes));
  /** Where the modes become too many for the Lanczos iteration the dense solver takes over. */
  const growing = (basis: SpectralBasis): SpectralBasis => ({
    ...basis,
    lowest: (n) =>
      n > basis.modes && usesDenseSolver(space.nodes, n) ? solve(n) : growing(basis.lowest(n)),
  });
  return (modes = room) => solve(modes);
}
