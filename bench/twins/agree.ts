/**
 * Stops a bench whose kernel and plain twin do different things.
 *
 * @module
 */
import { largestDifference } from "../../wasm/testing.ts";

/** Throws unless two results agree to `tolerance` of the larger's size. */
export function agree(name: string, kernel: Float64Array, twin: Float64Array, tolerance = 1e-12) {
  const size = twin.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const difference = largestDifference(kernel, twin);
  if (!(difference <= tolerance * size)) {
    throw new Error(`${name} and its twin differ by ${difference} of ${size}`);
  }
}
