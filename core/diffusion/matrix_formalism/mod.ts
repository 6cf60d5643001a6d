/**
 * The matrix formalism: the diffusion signal of a tissue and its exact gradient.
 *
 * @module
 */
export { matrixFormalismEvaluator } from "./evaluator.ts";
export { matrixFormalism } from "./matrix_formalism.ts";
export type { MatrixFormalismOptions, MatrixFormalismSignalOptions } from "./options.ts";
export type { StageTimings } from "./piece_report.ts";
export {
  type SignalReport,
  simulateSignal,
  type SimulateSignalOptions,
} from "./simulate_signal.ts";
