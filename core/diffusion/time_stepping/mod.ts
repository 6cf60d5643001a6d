/**
 * Full time stepping of the Bloch-Torrey equation.
 *
 * @module
 */
export { ark4 } from "./ark4.ts";
export type { AdjointMethod } from "./checkpoints.ts";
export { timeSteppingEvaluator } from "./evaluator.ts";
export type { TimeSteppingOptions } from "./options.ts";
export { sdirk2 } from "./sdirk2.ts";
export { sdirk4 } from "./sdirk4.ts";
export type { SteppingMethod } from "./stepping_method.ts";
export type { Signals } from "./readout.ts";
export type { Attempt, SolutionState, SolvedBlock } from "./solve.ts";
export { timeStepping } from "./time_stepping.ts";
export {
  simulateTimeStepping,
  type SimulateTimeSteppingOptions,
  type TimeSteppingReport,
} from "./simulate_time_stepping.ts";
export {
  formatTimeSteppingState,
  parseTimeSteppingState,
  type TimeSteppingState,
} from "./state_text.ts";
