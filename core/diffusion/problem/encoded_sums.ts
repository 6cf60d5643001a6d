/**
 * Sums of cotangents of one protocol.
 *
 * @module
 */
import type { EncodedCotangent } from "../encoding/mod.ts";

function sumOf(arrays: readonly Float64Array[]): Float64Array {
  return arrays[0].map((_, i) => arrays.reduce((sum, values) => sum + values[i], 0));
}

/**
 * Adds cotangents of one protocol.
 *
 * @param parts At least one.
 * @returns Their sum.
 */
export function sumEncodedCotangents(parts: readonly EncodedCotangent[]): EncodedCotangent {
  const [first] = parts;
  return {
    durations: first.durations.map((_, e) => sumOf(parts.map(({ durations }) => durations[e]))),
    vectors: first.vectors.map((pieces, e) =>
      pieces.map((_, p) => sumOf(parts.map(({ vectors }) => vectors[e][p])))
    ),
    amplitudes: first.amplitudes.map((_, e) => sumOf(parts.map(({ amplitudes }) => amplitudes[e]))),
  };
}
