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

/** The truncation error of a reduction. */
export type SearchError = (reduction: Reduction) => number;

/**
 * Makes the estimate for a search.
 *
 * @param protocol The measurements.
 * @param tolerance The tolerance the search is for.
 * @returns The largest error of all measurements where it is within the tolerance; else that of the first that are not.
 */
export function searchError(protocol: EncodedProtocol, tolerance: number): SearchError {
  const count = protocol.encodings.length;
  const latest = new Float64Array(count).fill(Infinity);
  const all = Array.from(latest.keys());

  const errorOf = (reduction: Reduction, encodings: readonly number[]): number => {
    if (encodings.length === 0) return 0;
    const errors = truncationErrors(reduction, partOf(protocol, encodings), tolerance);
    errors.forEach((error, e) => latest[encodings[e]] = error);
    return largestError(errors);
  };

  return (reduction) => {
    if (latest[0] === Infinity) return errorOf(reduction, all);
    const ordered = all.toSorted((a, b) => latest[b] - latest[a]);
    const first = Math.ceil(HARDEST * count);
    const hardest = errorOf(reduction, ordered.slice(0, first));
    return hardest > tolerance
      ? hardest
      : Math.max(hardest, errorOf(reduction, ordered.slice(first)));
  };
}
