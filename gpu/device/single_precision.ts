/**
 * From double to single precision and back, refusing what does not fit.
 *
 * @module
 */
import { GpuError } from "../gpu_error.ts";

/** Numbers in single precision. @throws {GpuError} If one is not finite, or too large. */
export function toSingle(label: string, values: Float64Array | Float32Array): Float32Array {
  const single = values instanceof Float32Array ? values : Float32Array.from(values);
  checkFinite(label, single, values);
  return single;
}

/** Refuses numbers that are not finite: what overflowed, or came from what did. */
export function checkFinite(
  label: string,
  single: Float32Array,
  given: Float64Array | Float32Array = single,
): void {
  for (let i = 0; i < single.length; i++) {
    if (Number.isFinite(single[i])) continue;
    throw new GpuError(
      "precision",
      `Entry ${i} of '${label}' is ${
        given[i]
      }, which single precision cannot hold: use other units of length or the CPU, ` +
        "which computes in double precision",
    );
  }
}
