/**
 * The singly diagonally implicit Runge-Kutta method of order 2 with two stages.
 *
 * @module
 */
import type { SteppingMethod } from "./stepping_method.ts";

const GAMMA = 1 - Math.SQRT1_2;

/** L-stable, stiffly accurate, the gradient as implicit as the diffusion: the simplest method, for comparison. */
export const sdirk2: SteppingMethod = {
  name: "SDIRK2",
  citation:
    "R. Alexander, Diagonally implicit Runge-Kutta methods for stiff ODEs, SIAM J. Numer. Anal. 14, 1977",
  order: 2,
  nodes: [GAMMA, 1],
  implicit: [[GAMMA], [1 - GAMMA, GAMMA]],
};
