/**
 * The reduced Bloch-Torrey system: its signal for any encoding and the exact adjoint; and the parts of both that know no backend.
 *
 * @module
 */
export {
  type ReadoutCotangent,
  type RunReadout,
  type TailSums,
  wantedAdjoint,
} from "./adjoint_start.ts";
export { reducedCotangent } from "./cotangent.ts";
export {
  cotangentOf,
  type CotangentSums,
  type SummedModel,
  symmetriseSums,
  zeroSums,
} from "./cotangent_sums.ts";
export type { Interval } from "./intervals.ts";
export type { PerAxis, ReducedCotangent, ReducedModel } from "./model.ts";
export { type Decay, decayIntegrals, decays } from "./pause.ts";
export { intervalPlans, type PausePlan, type PulsePlan } from "./plan.ts";
export {
  addIntervalSlopes,
  type IntervalSlope,
  withOrigin,
  zeroProtocolCotangent,
} from "./protocol_cotangent.ts";
export {
  addSignal,
  type ComplexList,
  phasePerAmplitude,
  type ReadModel,
  type WantedStates,
} from "./readout.ts";
export { type Run, type RunKind, type RunMember, runsOf } from "./run.ts";
export {
  ACCURATE,
  type Kept,
  type ReducedSignal,
  reducedSignal,
  type ReducedSignalOptions,
  resolutionFor,
  type TimeResolution,
} from "./signal.ts";
