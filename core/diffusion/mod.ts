/**
 * Diffusion MRI: protocols, directions, the signal of a mesh and its gradient, exact signals, fits, FSL files.
 *
 * @module
 */
export type { GradientMethod } from "./basis/mod.ts";
export { type Directions, fibonacciHemisphere, unitDirections } from "./directions.ts";
export {
  electrostaticEnergy,
  electrostaticHemisphere,
  type ElectrostaticOptions,
} from "./directions_electrostatic.ts";
export * from "./exact/mod.ts";
export * from "./fit/mod.ts";
export * from "./fsl/mod.ts";
export * from "./matrix_formalism/mod.ts";
export {
  type Amplitudes,
  gyromagneticRatio,
  pgse,
  pgseAmplitude,
  pgseBValue,
  type PgseOptions,
  type PgseProtocol,
  type PgseTiming,
} from "./protocol.ts";
export { protocolShape, signalIndex } from "./protocol_shape.ts";
