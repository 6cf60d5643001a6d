/**
 * The state of a reconstruction as text, exact to the last bit, and back.
 *
 * @module
 */
import { InputError } from "../input_error.ts";
import type { ReconstructionState } from "./reconstruction.ts";

/**
 * Writes a state as JSON.
 *
 * @typeParam P The parameters, a pytree.
 * @param state The state.
 * @returns The text; {@linkcode parseReconstructionState} reads the very same numbers from it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatReconstructionState, parseReconstructionState, tensor } from "@torrey/torrey";
 *
 * const state = {
 *   parameters: { bend: 0.1, coefficients: tensor([[1 / 3, 0, -2]].flat(), [1, 3]) },
 *   history: [{ loss: 1e-5, signalError: 3e-3 }],
 *   evaluations: 1,
 *   seconds: 0.5,
 * };
 * assertEquals(parseReconstructionState(formatReconstructionState(state)), state);
 * ```
 */
export function formatReconstructionState<P>(state: ReconstructionState<P>): string {
  return JSON.stringify(state, (_, value) => value instanceof Float64Array ? [...value] : value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((x) => typeof x === "number");
}

/** Makes tensors of the records that were tensors. */
function revive(_: string, value: unknown): unknown {
  if (!isRecord(value) || Object.keys(value).length !== 2) return value;
  const { shape, data } = value;
  return isNumbers(shape) && isNumbers(data) ? { shape, data: Float64Array.from(data) } : value;
}

/**
 * Reads a state written by {@linkcode formatReconstructionState}.
 *
 * @typeParam P The parameters, a pytree; that they are of this type is the caller's to know.
 * @param text The text.
 * @returns The state.
 * @throws {InputError} If the text is not that of a state.
 */
export function parseReconstructionState<P>(text: string): ReconstructionState<P> {
  let state: unknown;
  try {
    state = JSON.parse(text, revive);
  } catch (cause) {
    throw new InputError("The state of a reconstruction is not JSON", { cause });
  }
  if (
    !isRecord(state) || !isRecord(state.parameters) || !Array.isArray(state.history) ||
    typeof state.evaluations !== "number" || typeof state.seconds !== "number"
  ) {
    throw new InputError(
      "The state of a reconstruction lacks its parameters, history, evaluations or seconds",
    );
  }
  return state as unknown as ReconstructionState<P>;
}
