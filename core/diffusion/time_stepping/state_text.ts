/**
 * The state of a simulation as text, every number exact, and back.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import type { SolutionState } from "./solve.ts";

/** How far a simulation has come; plain data. */
export interface TimeSteppingState extends SolutionState {
  /** Tells which problem it belongs to. */
  readonly problem: string;
}

/**
 * Writes a state as JSON.
 *
 * @param state The state.
 * @returns The text; {@linkcode parseTimeSteppingState} reads the very same numbers from it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatTimeSteppingState, parseTimeSteppingState } from "@torrey/torrey";
 *
 * const state = {
 *   problem: "00000000000000a1",
 *   solved: [],
 *   current: { parts: 1, step: 3, state: Float64Array.of(1 / 3, -0.5) },
 * };
 * assertEquals(parseTimeSteppingState(formatTimeSteppingState(state)), state);
 * ```
 */
export function formatTimeSteppingState(state: TimeSteppingState): string {
  return JSON.stringify(
    state,
    (_, value) => value instanceof Float64Array ? { numbers: [...value] } : value,
  );
}

/** Makes arrays of what were arrays. */
function revive(_: string, value: unknown): unknown {
  const numbers = (value as { numbers?: unknown } | null)?.numbers;
  return Array.isArray(numbers) && numbers.every((x) => typeof x === "number")
    ? Float64Array.from(numbers)
    : value;
}

/**
 * Reads a state written by {@linkcode formatTimeSteppingState}.
 *
 * @param text The text.
 * @returns The state.
 * @throws {InputError} If the text is not that of a state.
 */
export function parseTimeSteppingState(text: string): TimeSteppingState {
  let state: unknown;
  try {
    state = JSON.parse(text, revive);
  } catch (cause) {
    throw new InputError("The state of a simulation is not JSON", { cause });
  }
  const { problem, solved } = (state ?? {}) as Partial<TimeSteppingState>;
  if (typeof problem !== "string" || !Array.isArray(solved)) {
    throw new InputError("The state of a simulation lacks its problem or its solved blocks");
  }
  return state as TimeSteppingState;
}
