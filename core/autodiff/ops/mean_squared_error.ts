/**
 * The mean squared error, the common loss of fits.
 *
 * @module
 */
import { flatten } from "../pytree.ts";
import { formatShape, sameShape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { toTensor } from "../trace.ts";
import { add, divide, subtract } from "./arithmetic.ts";
import { sum } from "./reshape.ts";
import { square } from "./roots.ts";

/**
 * Averages the squared differences of all numbers in two trees of the same structure.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { meanSquaredError, tensor, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(meanSquaredError(tensor([1, 2]), tensor([1, 4]))), 2);
 * ```
 *
 * @typeParam T A pytree; real and imaginary parts of a complex array count as two numbers
 * @param prediction The tree to judge
 * @param target What it should be
 * @returns A scalar
 * @throws {RangeError} If the structures or shapes differ
 */
export function meanSquaredError<T>(prediction: T, target: T): Tensor {
  const left = flatten(prediction).leaves.map(toTensor);
  const right = flatten(target).leaves.map(toTensor);
  if (left.length !== right.length || left.length === 0) {
    throw new RangeError(
      `Cannot compare a prediction of ${left.length} arrays with a target of ${right.length}: their structures differ`,
    );
  }
  let count = 0;
  const errors = left.map((value, k) => {
    if (!sameShape(value.shape, right[k].shape)) {
      throw new RangeError(
        `Cannot compare a prediction of shape ${formatShape(value.shape)} with a target of shape ` +
          `${formatShape(right[k].shape)}`,
      );
    }
    count += sizeOf(value.shape);
    return sum(square(subtract(value, right[k])));
  });
  return divide(errors.reduce(add), count);
}
