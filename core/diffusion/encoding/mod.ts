/**
 * Gradient waveforms in the one form all models work on.
 *
 * @module
 */
export {
  echoTimeOf,
  type EncodedCotangent,
  type EncodedProtocol,
  type Encoding,
  type EncodingPiece,
  isFree,
  type Profile,
  profileFunctions,
  profileValues,
} from "./encoding.ts";
export { type EncodingSymmetry, encodingSymmetry } from "./symmetry.ts";
