/**
 * The distinct directions of a list of measurements.
 *
 * @module
 */

/** Directions whose components differ by less are one: far below what six printed digits resolve. */
const SAME_DIRECTION = 1e-9;

/** The distinct directions of a list, and which of them each entry has. */
export interface DistinctDirections {
  /** Unit vectors, in order of appearance, at least one, [distinct][3]. */
  readonly directions: readonly (readonly number[])[];
  /** Index of each entry's direction; 0 for an entry without direction, [entries]. */
  readonly indices: Int32Array;
}

/**
 * Finds the distinct directions of a list; unit vectors whose components differ by at most 1e-9 are equal.
 *
 * @param directions Vectors of any length, [3 × entries]; zero where there is no direction.
 * @returns The distinct unit vectors and the index of each entry.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { distinctDirections } from "@torrey/torrey";
 *
 * const found = distinctDirections(Float64Array.of(0, 0, 0, 0, 2, 0, 1, 0, 0, 0, 1, 0));
 * assertEquals(found.directions, [[0, 1, 0], [1, 0, 0]]);
 * assertEquals(found.indices, Int32Array.of(0, 0, 1, 0));
 * ```
 */
export function distinctDirections(directions: Float64Array): DistinctDirections {
  const distinct: number[][] = [];
  const indices = new Int32Array(directions.length / 3);
  for (let entry = 0; entry < indices.length; entry++) {
    const vector = [...directions.subarray(3 * entry, 3 * entry + 3)];
    const norm = Math.hypot(...vector);
    if (norm === 0) continue;
    const unit = vector.map((x) => x / norm);
    const found = distinct.findIndex((other) =>
      other.every((x, k) => Math.abs(x - unit[k]) <= SAME_DIRECTION)
    );
    indices[entry] = found >= 0 ? found : distinct.push(unit) - 1;
  }
  // Where no gradient acts some direction is still needed: none acts.
  return { directions: distinct.length > 0 ? distinct : [[1, 0, 0]], indices };
}
