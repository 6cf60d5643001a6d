/**
 * Chooses how the eigenmodes of a space are computed.
 *
 * @module
 */
import type { P1Space } from "../fem/mod.ts";
import type { SpectralBasis } from "./basis.ts";
import { denseSolver } from "./dense_basis.ts";
import { lanczosSolver } from "./lanczos_basis.ts";

/** Nodes up to which the dense solver, which has all modes at hand, is the faster: bench/eigen_switch.ts. */
const DENSE_NODES = 450;
/** Nodes per mode below which a Krylov space would hold most of the whole space. */
const NODES_PER_MODE = 6;

/** Computes the lowest modes of the matrices last assembled in a space. */
export type SpectralSolver = () => SpectralBasis;

/** Whether the dense solver is used for a number of modes of a mesh. */
export function usesDenseSolver(nodes: number, modes: number): boolean {
  return nodes <= DENSE_NODES || nodes < NODES_PER_MODE * modes;
}

/**
 * Makes the solver for a number of modes; its memory is used again by every call.
 *
 * @param space The space.
 * @param modes Number of modes, at most the number of nodes.
 * @returns The solver.
 */
export function spectralSolver(space: P1Space, modes: number): SpectralSolver {
  return usesDenseSolver(space.nodes, modes)
    ? denseSolver(space, modes)
    : lanczosSolver(space, modes);
}
