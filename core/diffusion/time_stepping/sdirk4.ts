/**
 * The singly diagonally implicit Runge-Kutta method of order 4 with five stages.
 *
 * @module
 */
import type { SteppingMethod } from "./stepping_method.ts";

/** L-stable, stiffly accurate, the gradient as implicit as the diffusion: no limit on the phase a step turns. */
export const sdirk4: SteppingMethod = {
  name: "SDIRK4",
  citation:
    "E. Hairer, G. Wanner, Solving ordinary differential equations II, 2nd edition, table IV.6.5, Springer 1996",
  order: 4,
  nodes: [1 / 4, 3 / 4, 11 / 20, 1 / 2, 1],
  implicit: [
    [1 / 4],
    [1 / 2, 1 / 4],
    [17 / 50, -1 / 25, 1 / 4],
    [371 / 1360, -137 / 2720, 15 / 544, 1 / 4],
    [25 / 24, -49 / 48, 125 / 16, -85 / 12, 1 / 4],
  ],
};
