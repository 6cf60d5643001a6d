/**
 * Optimisers as pure functions over pytrees, and the loop around them.
 *
 * @module
 */
export { adam, type AdamOptions, adamW, type AdamWOptions } from "./adam.ts";
export { chain, clipByGlobalNorm, clipByValue, globalNorm } from "./clip.ts";
export type { Answer, Asking, Evaluation, Guard, Refusal } from "./evaluation.ts";
export {
  type EvaluatedPoint,
  lbfgs,
  type LbfgsOptions,
  type LbfgsState,
  type LbfgsStep,
  type LineSearchOptimiser,
  lineSearchStep,
} from "./lbfgs.ts";
export {
  type IterationReport,
  minimise,
  type MinimiseOptions,
  type MinimiseResult,
  type MinimiseState,
} from "./minimise.ts";
export { applyUpdates, type Optimiser, type OptimiserState, type Schedule } from "./optimiser.ts";
export {
  constantSchedule,
  cosineDecay,
  type CosineDecayOptions,
  exponentialDecay,
  type ExponentialDecayOptions,
  piecewiseConstant,
  warmup,
  type WarmupOptions,
} from "./schedule.ts";
export { sgd, type SgdOptions } from "./sgd.ts";
