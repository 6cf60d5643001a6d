/**
 * Protocols: which sequences, directions and amplitudes are measured.
 *
 * @module
 */
export { type Directions, fibonacciHemisphere, unitDirections } from "./directions.ts";
export {
  electrostaticEnergy,
  electrostaticHemisphere,
  type ElectrostaticOptions,
} from "./directions_electrostatic.ts";
export {
  type Amplitudes,
  gyromagneticRatio,
  pgse,
  pgseAmplitude,
  pgseBValue,
  type PgseOptions,
  type PgseProtocol,
  type PgseTiming,
} from "./pgse.ts";
export { protocolShape, signalIndex } from "./protocol_shape.ts";
