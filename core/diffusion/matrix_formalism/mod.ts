/**
 * The matrix formalism: the diffusion signal of a mesh and its exact gradient.
 *
 * @module
 */
export type { SignalGradient } from "./engine.ts";
export { matrixFormalism, type SignalFunction } from "./matrix_formalism.ts";
export type { MatrixFormalismOptions } from "./options.ts";
export {
  type SignalReport,
  simulateSignal,
  type SimulateSignalOptions,
} from "./simulate_signal.ts";
export type { Tissue } from "./tissue.ts";
