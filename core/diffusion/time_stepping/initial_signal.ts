/**
 * The signal at the first inputs, which the search for the steps has found already.
 *
 * @module
 */
import type { Differentiation, ModelInputs } from "../problem/mod.ts";

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether two sets of inputs are the same; protocols are compared as objects. */
function sameInputs(a: ModelInputs, b: ModelInputs): boolean {
  return a.protocol === b.protocol && sameNumbers(a.points, b.points) &&
    Object.entries(a.coefficients).every(([key, values]) =>
      sameNumbers(values, b.coefficients[key as keyof ModelInputs["coefficients"]])
    );
}

/** Whether the signal at the first inputs, without a pullback, is what is asked for. */
export function asksForInitial(
  inputs: ModelInputs,
  wanted: Differentiation,
  initial: ModelInputs,
): boolean {
  return wanted === "none" && sameInputs(inputs, initial);
}

/** The pullback of an evaluation without differentiation. */
export function noPullback(): never {
  throw new Error("Cannot pull back: the signal was evaluated without differentiating");
}
