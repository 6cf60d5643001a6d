/**
 * Checks that several sequences share.
 *
 * @module
 */
import {
  atLeast,
  finiteNumber,
  type KeyName,
  nonNegativeNumber,
  type PerSequence,
  positiveNumber,
} from "./protocol_input.ts";

/** When the gradients of a sequence come between excitation and echo. */
export interface Waits {
  /** Echo time, ms, mixing time included. Without `initialPause` the waits before and after the gradients are equal. No wait unless given. */
  readonly echoTime?: number;
  /** Wait before the gradients, ms. Without `echoTime` there is none after. */
  readonly initialPause?: number;
}

/** As {@linkcode Waits}, one for all sequences or one per sequence. */
export interface WaitOptions {
  /** Echo time, ms, mixing time included. Without `initialPause` the waits before and after the gradients are equal. No wait unless given. */
  readonly echoTime?: PerSequence;
  /** Wait before the gradients, ms. Without `echoTime` there is none after. */
  readonly initialPause?: PerSequence;
}

/** The waits of a description, those it has; the gradients must fit in. */
export function checkWaits(description: Waits, name: KeyName, gradients: number): Waits {
  const { echoTime, initialPause } = description;
  if (initialPause !== undefined) nonNegativeNumber(initialPause, name("initialPause"));
  if (echoTime !== undefined) {
    finiteNumber(echoTime, name("echoTime"));
    const [least, text] = initialPause === undefined
      ? [gradients, "the duration of the gradients"]
      : [initialPause + gradients, "initialPause and the duration of the gradients"];
    atLeast(name("echoTime"), echoTime, least, text, "they must fit in");
  }
  return {
    ...(echoTime === undefined ? {} : { echoTime }),
    ...(initialPause === undefined ? {} : { initialPause }),
  };
}

/** Pulse duration and separation. */
export function checkPulses(
  description: { readonly delta: number; readonly Delta: number },
  name: KeyName,
): { readonly delta: number; readonly Delta: number } {
  const delta = positiveNumber(description.delta, name("delta"));
  const Delta = finiteNumber(description.Delta, name("Delta"));
  const reason = "the second pulse starts after the first ends";
  atLeast(name("Delta"), Delta, delta, "delta", reason);
  return { delta, Delta };
}
