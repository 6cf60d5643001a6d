/**
 * Diffusion MRI: protocols, directions, the signal of a mesh and its gradient, exact signals, fits, FSL files.
 *
 * @module
 */
export {
  type AdcFunction,
  type AdcInputs,
  type AdcTensorOptions,
  adcTensors,
  freeDiffusion,
  gaussianApproximation,
  type GaussianApproximationOptions,
  homogenisedAdc,
  shortTimeAdc,
} from "./adc/mod.ts";
export type { GradientMethod } from "./basis/mod.ts";
export type { P1Coefficients, P1Gradient } from "../fem/mod.ts";
export * from "./camino/mod.ts";
export {
  echoTimeOf,
  type EncodedCotangent,
  type EncodedProtocol,
  type Encoding,
  type EncodingPiece,
  type EncodingSymmetry,
  encodingSymmetry,
  type Profile,
} from "./encoding/mod.ts";
export * from "./exact/mod.ts";
export * from "./fit/mod.ts";
export * from "./fsl/mod.ts";
export {
  type ExchangeSignalFunction,
  type ExchangeSignalInputs,
  type ExchangingCompartments,
  karger,
  kargerCompartments,
  type KargerOptions,
} from "./karger/mod.ts";
export {
  type AsyncPieceEngine,
  type AsyncReduction,
  matrixFormalism,
  type MatrixFormalismBackend,
  type MatrixFormalismOptions,
  type MatrixFormalismSignalOptions,
  type SignalReport,
  simulateSignal,
  type SimulateSignalOptions,
  type StageTimings,
} from "./matrix_formalism/mod.ts";
export * from "./monte_carlo/mod.ts";
export {
  type AsyncPieceEvaluation,
  type AsyncSignalFunction,
  type Backend,
  type BackendChoice,
  type BackendOptions,
  type Differentiation,
  offerBackend,
  type PieceCotangent,
  type PieceInputs,
  type ProtocolValues,
  type SignalFunction,
  type SignalGradient,
  type SignalInputs,
  type TissueInputs,
  type TissuePiece,
} from "./problem/mod.ts";
export * from "./protocol/mod.ts";
export {
  type Compartment,
  type CompartmentTissue,
  type Diffusivity,
  type Interface,
  type InterfaceFaces,
  interfaceFaces,
  type Tissue,
} from "./tissue/mod.ts";
export {
  type AdjointMethod,
  ark4,
  type AsyncSteppingPiece,
  type Attempt,
  type CheckedOptions as CheckedTimeSteppingOptions,
  formatTimeSteppingState,
  parseTimeSteppingState,
  sdirk2,
  sdirk4,
  type Signals,
  simulateTimeStepping,
  type SimulateTimeSteppingOptions,
  type SolutionState,
  type SolvedBlock,
  type SteppedPiece,
  type SteppingMethod,
  type SteppingWatch,
  timeStepping,
  type TimeSteppingBackend,
  type TimeSteppingOptions,
  type TimeSteppingReport,
  type TimeSteppingState,
} from "./time_stepping/mod.ts";
export {
  type BTensor,
  bTensor,
  diffusionSpectrum,
  type EncodingMoments,
  encodingMoments,
  maximalGradient,
  maximalSlewRate,
  type SampledEncoding,
  sampleEncoding,
} from "./waveform/mod.ts";
