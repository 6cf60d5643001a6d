/**
 * Sums of arrays.
 *
 * @module
 */

/** The sum of arrays of one length, at least one. */
export function sumArrays(arrays: readonly Float64Array[]): Float64Array {
  return arrays[0].map((_, i) => arrays.reduce((sum, values) => sum + values[i], 0));
}
