/**
 * Sums of cotangents of one protocol.
 *
 * @module
 */
import type { EncodedCotangent } from "../encoding/mod.ts";
import { sumArrays } from "./sum_arrays.ts";

/**
 * Adds cotangents of one protocol.
 *
 * @param parts At least one.
 * @returns Their sum.
 */
export function sumEncodedCotangents(parts: readonly EncodedCotangent[]): EncodedCotangent {
  const [first] = parts;
  return {
    durations: first.durations.map((_, e) => sumArrays(parts.map(({ durations }) => durations[e]))),
    vectors: first.vectors.map((pieces, e) =>
      pieces.map((_, p) => sumArrays(parts.map(({ vectors }) => vectors[e][p])))
    ),
    amplitudes: first.amplitudes.map((_, e) =>
      sumArrays(parts.map(({ amplitudes }) => amplitudes[e]))
    ),
  };
}
