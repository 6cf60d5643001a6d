/**
 * Protocols: which sequences, directions and amplitudes are measured.
 *
 * @module
 */
export type { BTensorDescription, BTensorShape, BTensorTiming } from "./b_tensor_encoding.ts";
export {
  bTensorEncoding,
  type BTensorEncodingOptions,
  protocolBTensors,
} from "./b_tensor_protocol.ts";
export type { AmplitudeKey, Amplitudes, MeasurementOptions, Protocol } from "./build_protocol.ts";
export { type Directions, fibonacciHemisphere, unitDirections } from "./directions.ts";
export {
  electrostaticEnergy,
  electrostaticHemisphere,
  type ElectrostaticOptions,
} from "./directions_electrostatic.ts";
export { type DistinctDirections, distinctDirections } from "./distinct_directions.ts";
export { doublePgse, type DoublePgseDescription, type DoublePgseOptions } from "./double_pgse.ts";
export { encodeProtocol } from "./encode.ts";
export {
  gradientWaveform,
  type WaveformDescription,
  type WaveformTiming,
} from "./gradient_waveform.ts";
export {
  cosineOgse,
  type OgseOptions,
  sineOgse,
  squareOgse,
  type SquareOgseOptions,
} from "./ogse.ts";
export type {
  HarmonicOgseDescription,
  OscillatingTiming,
  SquareOgseDescription,
} from "./oscillating.ts";
export {
  pgse,
  pgseAmplitude,
  pgseBValue,
  type PgseDescription,
  type PgseOptions,
  type PgseProtocol,
  type PgseTiming,
} from "./pgse.ts";
export { protocol, type ProtocolOptions } from "./protocol.ts";
export { protocolCotangent } from "./protocol_cotangent.ts";
export type { PerSequence } from "./protocol_input.ts";
export type { ProtocolInputs } from "./protocol_inputs.ts";
export { protocolShape, signalIndex } from "./protocol_shape.ts";
export { protocolWarnings } from "./protocol_warnings.ts";
export type {
  PgseSequence,
  Sequence,
  SequencePiece,
  SequenceType,
  TimeCombination,
  WaveformSamples,
} from "./sequence.ts";
export { makeSequence, type SequenceDescription, sequenceTypes } from "./sequence_description.ts";
export {
  stimulatedEcho,
  type StimulatedEchoDescription,
  type StimulatedEchoOptions,
} from "./stimulated_echo.ts";
export type { WaitOptions, Waits } from "./timing_checks.ts";
export {
  trapezoidPgse,
  type TrapezoidPgseDescription,
  type TrapezoidPgseOptions,
} from "./trapezoid_pgse.ts";
export {
  twiceRefocused,
  type TwiceRefocusedDescription,
  type TwiceRefocusedOptions,
  type TwiceRefocusedTiming,
} from "./twice_refocused.ts";
export { gyromagneticRatio } from "../waveform/mod.ts";
