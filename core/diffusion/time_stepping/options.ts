/**
 * The options of time stepping, and their checks.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { echoTimeOf, type EncodedProtocol } from "../encoding/mod.ts";
import { type AdjointMethod, adjointMethods } from "./checkpoints.ts";
import { ark4 } from "./ark4.ts";
import type { SteppingMethod } from "./stepping_method.ts";

/** How a signal is stepped through time. Give `tolerance` or `step`, not both. */
export interface TimeSteppingOptions {
  /**
   * Estimated error of S/S0 by the steps to stay below; 1e-5 by default. The numbers of steps are then found once, for the inputs
   * given at the start.
   */
  readonly tolerance?: number;
  /** Equal steps of at most this length within each piece of the waveforms, ms. */
  readonly step?: number;
  /** The method; `ark4` by default. */
  readonly method?: SteppingMethod;
  /** What the adjoint remembers of the forward sweep; `"checkpointed"` by default. */
  readonly adjoint?: AdjointMethod;
  /** Whether the second half of a waveform with q(TE − t) = ±q(t) is had from the first; true by default. */
  readonly timeReversal?: boolean;
}

/** Options with all choices made. */
export interface CheckedOptions {
  /** Estimated error of S/S0 by the steps to stay below; of no meaning where a step is given. */
  readonly tolerance: number;
  /** The longest step, ms, where one is given. */
  readonly step: number | undefined;
  /** The method. */
  readonly method: SteppingMethod;
  /** What the adjoint remembers of the forward sweep. */
  readonly adjoint: AdjointMethod;
  /** Whether the second half of a waveform with q(TE − t) = ±q(t) is had from the first. */
  readonly timeReversal: boolean;
}

const DEFAULT_TOLERANCE = 1e-5;
/** A difference of two signals cannot tell errors below this from rounding. */
const LEAST_TOLERANCE = 1e-11;

/**
 * Checks options for a protocol.
 *
 * @param options The options as given.
 * @param protocol The protocol they are for.
 * @returns All choices.
 * @throws {InputError} If a value is impossible, or two exclude each other.
 */
export function checkOptions(
  options: TimeSteppingOptions,
  protocol: EncodedProtocol,
): CheckedOptions {
  const {
    tolerance = DEFAULT_TOLERANCE,
    step,
    method = ark4,
    adjoint = "checkpointed",
    timeReversal = true,
  } = options;
  if (step !== undefined && options.tolerance !== undefined) {
    throw new InputError("Both tolerance and step are given: give one of them");
  }
  if (!(tolerance >= LEAST_TOLERANCE && tolerance < 1)) {
    throw new InputError(
      `The tolerance is ${tolerance} but must be at least ${LEAST_TOLERANCE} and below 1`,
    );
  }
  if (step !== undefined && !(step > 0)) {
    throw new InputError(`The time step is ${step} ms but must be positive`);
  }
  const shortest = protocol.encodings.reduce((te, e) => Math.min(te, echoTimeOf(e)), Infinity);
  if (step !== undefined && step > shortest) {
    throw new InputError(
      `The time step of ${step} ms is longer than the shortest echo time of ${shortest} ms: give a smaller one`,
    );
  }
  if (!adjointMethods.includes(adjoint)) {
    const known = adjointMethods.map((name) => `"${name}"`).join(", ");
    throw new InputError(`The adjoint is "${adjoint}" but must be one of ${known}`);
  }
  return { tolerance, step, method, adjoint, timeReversal };
}
