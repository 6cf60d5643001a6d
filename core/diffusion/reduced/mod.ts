/**
 * The reduced Bloch-Torrey system: its signal and the exact adjoint.
 *
 * @module
 */
export { reducedCotangent } from "./cotangent.ts";
export type { PerAxis, ReducedCotangent, ReducedModel } from "./model.ts";
export { type PulseGroup, pulseGroups } from "./pulse_plan.ts";
export { type GroupStates, type ReducedSignal, reducedSignal } from "./signal.ts";
