/**
 * Lays out forward and adjoint states so that one matrix product gives a pulse's integral.
 *
 * @module
 */
import { addressOf, rawKernels, type Workspace } from "./workspace.ts";

/** States at the quadrature times of a pulse and where their rearrangement goes; all in one workspace. */
export interface PulseStates {
  /** Number of modes. */
  readonly n: number;
  /** Number of states, even. */
  readonly states: number;
  /** Quadrature weights, [times]; the points are symmetric about the middle of the pulse. */
  readonly weights: Float64Array;
  /** q of each state, [states]. */
  readonly q: Float64Array;
  /** y(t) with t counted from the end of the pulse, [times × n × 2 states], rows real then imaginary. */
  readonly adjoint: Float64Array;
  /** s(t), [times × n × 2 states]. */
  readonly forward: Float64Array;
}

/** Real matrices, each [n × (times · 2 states)], with Y Sᵀ = Re ∫ y sᵀ dt and Y Tᵀ = Σ_i q_i Im ∫ y_i s_iᵀ dt. */
export interface PulseOperands {
  readonly y: Float64Array;
  readonly s: Float64Array;
  readonly t: Float64Array;
}

/** Fills `operands` from `pulse`. */
export function pulsePairing(
  workspace: Workspace,
  pulse: PulseStates,
  operands: PulseOperands,
): void {
  rawKernels(workspace).pulsePairing(
    pulse.n,
    pulse.states,
    pulse.weights.length,
    addressOf(workspace, pulse.weights),
    addressOf(workspace, pulse.q),
    addressOf(workspace, pulse.adjoint),
    addressOf(workspace, pulse.forward),
    addressOf(workspace, operands.y),
    addressOf(workspace, operands.s),
    addressOf(workspace, operands.t),
  );
}
