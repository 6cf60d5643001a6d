/**
 * Chooses where a descent begins.
 *
 * @module
 */
import { toNumber, type Value } from "../autodiff/mod.ts";
import { InputError } from "../input_error.ts";
import { turnOfOthers } from "./turn_of_others.ts";

/**
 * Finds the parameters of least loss.
 *
 * @param first The first candidate; if it is the only one it is taken unseen.
 * @param others The others; those that cannot be simulated are passed over.
 * @param loss The loss; it may reject with an `InputError`.
 * @param signal What may stop the search.
 * @returns The best of them.
 */
export async function bestStart<P>(
  first: P,
  others: readonly P[],
  loss: (parameters: P) => Promise<Value>,
  signal?: AbortSignal,
): Promise<P> {
  if (others.length === 0) return first;
  let [best, least] = [first, toNumber(await loss(first))];
  for (const candidate of others) {
    await turnOfOthers(signal);
    try {
      const value = toNumber(await loss(candidate));
      if (value < least) [best, least] = [candidate, value];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return best;
}
