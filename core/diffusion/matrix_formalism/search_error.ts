/**
 * The truncation error in the search for a basis: the encodings that are hardest first, the others only if those pass.
 *
 * @module
 */
import type { EncodedProtocol } from "../encoding/mod.ts";
import type { Reduction } from "./reduction.ts";
import { largestError, truncationErrors } from "./truncation.ts";

/** Part of the encodings that count as the hardest. */
const HARDEST = 1 / 4;

/** Some encodings of a protocol. */
function partOf(protocol: EncodedProtocol, encodings: readonly number[]): EncodedProtocol {
  const amplitudes = encodings.map((index) => protocol.amplitudes[index]);
  return {
    shape: [amplitudes.reduce((sum, { length }) => sum + length, 0)],
    encodings: encodings.map((index) => protocol.encodings[index]),
    amplitudes,
  };
}

/**
 * Asks for the errors of parts of a protocol, one after the other, and ends with the largest error of all measurements where it is
 * within the tolerance; else with that of the first that are not.
 */
export type ErrorRounds = Generator<EncodedProtocol, number, Float64Array>;

/**
 * Makes the estimates for a search: each call is for the next basis.
 *
 * @param protocol The measurements.
 * @param tolerance The tolerance the search is for.
 * @returns The rounds for the next basis.
 */
export function errorRounds(protocol: EncodedProtocol, tolerance: number): () => ErrorRounds {
  const count = protocol.encodings.length;
  const latest = new Float64Array(count).fill(Infinity);
  const all = Array.from(latest.keys());

  function* errorOf(encodings: readonly number[]): ErrorRounds {
    if (encodings.length === 0) return 0;
    const errors = yield partOf(protocol, encodings);
    errors.forEach((error, e) => latest[encodings[e]] = error);
    return largestError(errors);
  }

  return function* () {
    if (latest[0] === Infinity) return yield* errorOf(all);
    const ordered = all.toSorted((a, b) => latest[b] - latest[a]);
    const first = Math.ceil(HARDEST * count);
    const hardest = yield* errorOf(ordered.slice(0, first));
    return hardest > tolerance ? hardest : Math.max(hardest, yield* errorOf(ordered.slice(first)));
  };
}

/** The truncation error of a reduction. */
export type SearchError = (reduction: Reduction) => number;

/**
 * Makes the estimate for a search.
 *
 * @param protocol The measurements.
 * @param tolerance The tolerance the search is for.
 * @returns The error of a reduction, as {@linkcode ErrorRounds} end with it.
 */
export function searchError(protocol: EncodedProtocol, tolerance: number): SearchError {
  const rounds = errorRounds(protocol, tolerance);
  return (reduction) => {
    const round = rounds();
    let step = round.next();
    while (!step.done) step = round.next(truncationErrors(reduction, step.value, tolerance));
    return step.value;
  };
}
