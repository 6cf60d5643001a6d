/**
 * Case files: one simulation described in JSON, read and run.
 *
 * @module
 */
export type { CaseMeasurement } from "./case_measurement.ts";
export type { CaseGradient, CaseResult, NestedSignal, PerCompartment } from "./case_result.ts";
export { readCase, type ReadCaseOptions } from "./read_case.ts";
export {
  type MeasuredSignal,
  type ReadMeasuredOptions,
  readMeasuredSignal,
} from "./read_measured.ts";
export { type CaseMethod, runCase, type RunCaseOptions } from "./run_case.ts";
export type { CaseCompartment, CaseTissue, SimulationCase } from "./simulation_case.ts";
