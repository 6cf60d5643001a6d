/**
 * The reduced Bloch-Torrey system: its signal for any encoding and the exact adjoint.
 *
 * @module
 */
export { reducedCotangent } from "./cotangent.ts";
export type { PerAxis, ReducedCotangent, ReducedModel } from "./model.ts";
export type { ComplexList } from "./readout.ts";
export {
  type Kept,
  type ReducedSignal,
  reducedSignal,
  type ReducedSignalOptions,
  resolutionFor,
  type TimeResolution,
} from "./signal.ts";
