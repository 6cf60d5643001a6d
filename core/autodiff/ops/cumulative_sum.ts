/**
 * The cumulative sum.
 *
 * @module
 */
import { definePrimitive, type Operation } from "../primitive.ts";
import { aroundAxis, normaliseAxis } from "../shape.ts";
import type { Tensor, Value } from "../tensor.ts";
import { toTensor } from "../trace.ts";
import { flip } from "./permute.ts";

const cumulativePrimitive: Operation<number> = definePrimitive({
  name: "cumulativeSum",
  keep: "shapes",
  evaluate: ([x], axis) => {
    const { outer, length, inner } = aroundAxis(x.shape, axis);
    const data = x.data.slice();
    for (let o = 0; o < outer; o++) {
      for (let k = 1; k < length; k++) {
        const to = (o * length + k) * inner;
        for (let i = 0; i < inner; i++) data[to + i] += data[to + i - inner];
      }
    }
    return { shape: x.shape, data };
  },
  rule: (cotangent, { params: axis }) => [
    () => flip(cumulativePrimitive([flip(cotangent, axis)], axis), axis),
  ],
});

/**
 * Adds up elements up to and including each.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cumulativeSum, tensor } from "@torrey/torrey";
 *
 * assertEquals(cumulativeSum(tensor([1, 2, 3])), tensor([1, 3, 6]));
 * ```
 *
 * @param x Any value with axes
 * @param axis The axis, 0 by default
 * @returns The partial sums, shaped as x
 */
export function cumulativeSum(x: Value, axis: number = 0): Tensor {
  const value = toTensor(x);
  return cumulativePrimitive([value], normaliseAxis(axis, value.shape.length, "cumulativeSum"));
}
