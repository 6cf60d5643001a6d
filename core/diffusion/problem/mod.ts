/**
 * The problem every signal model solves: a tissue on a mesh, a protocol, and what the signal is differentiated by.
 *
 * @module
 */
export { checkPoints } from "./check_points.ts";
export { sumEncodedCotangents } from "./encoded_sums.ts";
export type {
  Differentiation,
  ModelCotangent,
  ModelEvaluation,
  ModelEvaluator,
  ModelInputs,
  ModelPreparation,
  TissueCoefficients,
} from "./model.ts";
export {
  addPieceGradient,
  addStorageGradient,
  emptyTissueGradient,
  pieceCoefficients,
  type PieceInputs,
  pieceInputs,
  piecePoints,
  storageCoefficients,
} from "./piece_inputs.ts";
export { type SignalFunction, signalFunction } from "./signal_function.ts";
export { originalGradient, type SignalInputs, tissuePoints } from "./signal_problem.ts";
export {
  hasProtocolValues,
  protocolInputs,
  protocolValueCotangent,
  type ProtocolValues,
} from "./protocol_values.ts";
export { coefficientsAt, tissueInputCotangent, type TissueInputs } from "./tissue_inputs.ts";
export type { SignalGradient } from "./signal_gradient.ts";
export { type PieceCotangent, wholeCotangent } from "./whole_cotangent.ts";
export { type TissuePiece, tissuePieces } from "./tissue_pieces.ts";
export {
  type AsyncModel,
  type AsyncModelEvaluation,
  type AsyncModelEvaluator,
  type AsyncPieceEvaluation,
} from "./async_model.ts";
export { type Backend, type BackendChoice, chosenBackend, offerBackend } from "./backend.ts";
export { asyncPieceEvaluator, type AsyncPieceModel, readyPieces } from "./async_pieces.ts";
export { type AsyncSignalFunction, asyncSignalFunction } from "./async_signal_function.ts";
export {
  backendModel,
  type BackendOptions,
  type ComputedOn,
  computedOn,
  type MaybeBackendOptions,
  PROCESSOR,
} from "./on_backend.ts";
export { forEachPiece, forEachPieceInTurn } from "./each_piece.ts";
export { type PieceAssembly, pieceAssembly } from "./piece_assembly.ts";
export { sumArrays } from "./sum_arrays.ts";
export {
  signalsByCompartment,
  type Simulation,
  simulationGradient,
  simulationOf,
} from "./simulation.ts";
export { measurementsOf } from "./measurements.ts";
