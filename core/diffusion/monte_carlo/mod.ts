/**
 * Monte Carlo diffusion simulation in a tetrahedral mesh.
 *
 * @module
 */
export { monteCarlo, type MonteCarloReport } from "./monte_carlo.ts";
export type { MonteCarloOptions, MonteCarloProgress, MonteCarloState } from "./options.ts";
