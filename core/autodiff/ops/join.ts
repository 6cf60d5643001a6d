/**
 * Joining arrays: concat and stack.
 *
 * @module
 */
import { definePrimitive, type Operation } from "../primitive.ts";
import { aroundAxis, formatShape, normaliseAxis, sizeOf } from "../shape.ts";
import type { Tensor, Value } from "../tensor.ts";
import { toTensor } from "../trace.ts";
import { expandDims } from "./permute.ts";
import { slice, type SliceRange } from "./slice.ts";

/** Runs shorter than this are copied number by number: making a view of an array costs more than they do. */
const SHORT_RUN = 32;

function copyRun(
  out: Float64Array,
  to: number,
  data: Float64Array,
  from: number,
  length: number,
): void {
  if (length >= SHORT_RUN) out.set(data.subarray(from, from + length), to);
  else for (let k = 0; k < length; k++) out[to + k] = data[from + k];
}

const concatPrimitive: Operation<number> = definePrimitive({
  name: "concat",
  keep: "shapes",
  evaluate: (parts, axis) => {
    const total = parts.reduce((length, part) => length + part.shape[axis], 0);
    const shape = parts[0].shape.with(axis, total);
    const { outer, inner } = aroundAxis(shape, axis);
    const data = new Float64Array(sizeOf(shape));
    let at = 0;
    for (const part of parts) {
      const width = part.shape[axis] * inner;
      for (let o = 0; o < outer; o++) {
        copyRun(data, o * total * inner + at, part.data, o * width, width);
      }
      at += width;
    }
    return { shape, data };
  },
  rule: (cotangent, { shapes, params: axis }) => {
    let end = 0;
    return shapes.map((shape) => {
      const start = end;
      end += shape[axis];
      const stop = end;
      const ranges: SliceRange[] = shape.map((_, k) => k === axis ? [start, stop] : null);
      return () => slice(cotangent, ranges);
    });
  },
});

/**
 * Joins arrays along an axis they have.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { concat, tensor } from "@torrey/torrey";
 *
 * assertEquals(concat([tensor([1]), tensor([2, 3])]), tensor([1, 2, 3]));
 * ```
 *
 * @param parts The arrays, alike except along that axis
 * @param axis The axis, 0 by default
 * @returns The joined array
 * @throws {RangeError} If there are none or their other axes differ
 */
export function concat(parts: readonly Value[], axis: number = 0): Tensor {
  const values = parts.map(toTensor);
  if (values.length === 0) throw new RangeError("Cannot concat: there are no arrays to join");
  const first = values[0].shape;
  const at = normaliseAxis(axis, first.length, "concat");
  for (const { shape } of values) {
    if (
      shape.length !== first.length || shape.some((length, k) => k !== at && length !== first[k])
    ) {
      throw new RangeError(
        `Cannot concat shapes ${formatShape(first)} and ${
          formatShape(shape)
        } along axis ${axis}: other axes differ`,
      );
    }
  }
  return values.length === 1 ? values[0] : concatPrimitive(values, at);
}

/**
 * Joins arrays of one shape along a new axis.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, stack, tensor } from "@torrey/torrey";
 *
 * assertEquals(stack([tensor([1, 2]), tensor([3, 4])]), fromArray([[1, 2], [3, 4]]));
 * ```
 *
 * @param parts The arrays
 * @param axis The new axis's index in the result, 0 by default
 * @returns The joined array
 * @throws {RangeError} If there are none or their shapes differ
 */
export function stack(parts: readonly Value[], axis: number = 0): Tensor {
  const values = parts.map(toTensor);
  if (values.length === 0) throw new RangeError("Cannot stack: there are no arrays to join");
  const at = normaliseAxis(axis, values[0].shape.length + 1, "stack");
  return concat(values.map((value) => expandDims(value, at)), at);
}
