/**
 * The problem every signal model solves: a tissue on a mesh, a protocol, and what the signal is differentiated by.
 *
 * @module
 */
export { checkPoints } from "./check_points.ts";
export { checkWeights } from "./check_weights.ts";
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
export {
  originalGradient,
  type SignalFunction,
  signalFunction,
  type SignalInputs,
  tissuePoints,
} from "./signal_function.ts";
export {
  hasProtocolValues,
  protocolInputs,
  protocolValueCotangent,
  type ProtocolValues,
} from "./protocol_values.ts";
export { coefficientsAt, tissueInputCotangent, type TissueInputs } from "./tissue_inputs.ts";
export { type SignalGradient, signalGradient } from "./signal_gradient.ts";
export { type PieceCotangent, wholeCotangent } from "./whole_cotangent.ts";
export { type TissuePiece, tissuePieces } from "./tissue_pieces.ts";
