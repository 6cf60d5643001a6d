/**
 * Iterative solvers on a device.
 *
 * @module
 */
export {
  type ChebyshevOptions,
  type ChebyshevSolver,
  chebyshevSolver,
} from "./chebyshev_solver.ts";
export {
  chebyshevCount,
  type ChebyshevStep,
  chebyshevSteps,
  type Interval,
} from "./chebyshev_series.ts";
export { type DeflatedOptions, type DeflatedSolver, deflatedSolver } from "./deflated_solver.ts";
export type { KnownModes } from "./deflation.ts";
export { type SpectralBounds, spectralBounds } from "./spectral_bounds.ts";
