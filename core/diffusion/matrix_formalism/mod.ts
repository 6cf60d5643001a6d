/**
 * The matrix formalism: the diffusion signal of a tissue and its exact gradient.
 *
 * @module
 */
export type { AsyncPieceEngine, AsyncReduction, MatrixFormalismBackend } from "./backend.ts";
export {
  atWidestGap,
  type BasisSize,
  checkCuts,
  FIRST_MODES,
  grown,
  roomFor,
  sizeWith,
} from "./basis_size.ts";
export { chooseBasis, resolutionOf } from "./choose_basis.ts";
export { matrixFormalismEngine, zeroGradient } from "./engine.ts";
export { matrixFormalismEvaluator } from "./evaluator.ts";
export { matrixFormalism } from "./matrix_formalism.ts";
export {
  engineFor,
  type MatrixFormalismOptions,
  type MatrixFormalismSignalOptions,
  type WantedBasis,
  wantedBasis,
} from "./options.ts";
export { centred } from "./reduction.ts";
export { type ErrorRounds, errorRounds } from "./search_error.ts";
export {
  comparisonResolution,
  estimatedErrors,
  largestError,
  truncationErrors,
} from "./truncation.ts";
export type { StageTimings } from "./piece_report.ts";
export type { SignalReport } from "./signal_report.ts";
export { simulateSignal, type SimulateSignalOptions } from "./simulate_signal.ts";
