/**
 * Full time stepping of the Bloch-Torrey equation.
 *
 * @module
 */
export { ark4 } from "./ark4.ts";
export {
  addCarrierSlopes,
  addCentreSlopes,
  blockCarriers,
  carriedSignals,
  reducedWeights,
} from "./carrier.ts";
export { type AdjointMethod, checkpointSpacing } from "./checkpoints.ts";
export type { ColumnBlock } from "./coupling.ts";
export { timeSteppingEvaluator } from "./evaluator.ts";
export { type CheckedOptions, checkOptions, type TimeSteppingOptions } from "./options.ts";
export { sdirk2 } from "./sdirk2.ts";
export { sdirk4 } from "./sdirk4.ts";
export { refinedGrid } from "./grid.ts";
export {
  type BlockPlan,
  planBlocks,
  presentPlans,
  type PresentSteps,
  presentSteps,
} from "./plan.ts";
export { errorEstimate, nextParts } from "./refine.ts";
export type { StepSlopes } from "./reverse_step.ts";
export { emptyEncodedCotangent, gatherSlopes } from "./slopes.ts";
export { innerIterations } from "./stage_solver.ts";
export type { Step } from "./step.ts";
export { type Stage, stagesOf, type SteppingMethod } from "./stepping_method.ts";
export { checkGrowth, type Signals } from "./readout.ts";
export { type Attempt, type SolutionState, solveAtOnce, type SolvedBlock } from "./solve.ts";
export { timeStepping } from "./time_stepping.ts";
export {
  simulateTimeStepping,
  type SimulateTimeSteppingOptions,
} from "./simulate_time_stepping.ts";
export type { TimeSteppingReport } from "./time_stepping_report.ts";
export { plannedPiece, type SteppedPiece } from "./stepped_piece.ts";
export { pieceProblem } from "./problem.ts";
export type { AsyncSteppingPiece, SteppingWatch, TimeSteppingBackend } from "./backend.ts";
export {
  formatTimeSteppingState,
  parseTimeSteppingState,
  type TimeSteppingState,
} from "./state_text.ts";
