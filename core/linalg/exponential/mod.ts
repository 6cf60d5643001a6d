/**
 * The action of matrix exponentials; the matrices themselves are never formed.
 *
 * @module
 */
export { chebyshevSeries, PHASE_PER_STEP } from "./chebyshev_series.ts";
export {
  type ComplexColumns,
  exponentialAction,
  type OperatorBatch,
} from "./exponential_action.ts";
