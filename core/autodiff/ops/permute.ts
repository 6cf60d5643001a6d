/**
 * Reordering axes and elements: permute, transpose, flip, and axes of length 1.
 *
 * @module
 */
import { definePrimitive, type Operation } from "../primitive.ts";
import { formatShape, normaliseAxis, stridesOf } from "../shape.ts";
import type { Tensor, Value } from "../tensor.ts";
import { toTensor } from "../trace.ts";
import { reshape } from "./reshape.ts";
import { readView } from "./strided.ts";

const permutePrimitive: Operation<readonly number[]> = definePrimitive({
  name: "permute",
  keep: "shapes",
  evaluate: ([x], axes) => {
    const own = stridesOf(x.shape);
    const shape = axes.map((axis) => x.shape[axis]);
    const strides = axes.map((axis) => own[axis]);
    return { shape, data: readView(x.data, { shape, offset: 0, strides }) };
  },
  rule: (cotangent, { params: axes }) => [
    () => permutePrimitive([cotangent], axes.map((_, k) => axes.indexOf(k))),
  ],
});

/**
 * Reorders the axes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { permute, zeros } from "@torrey/torrey";
 *
 * assertEquals(permute(zeros([2, 3, 4]), [2, 0, 1]).shape, [4, 2, 3]);
 * ```
 *
 * @param x Any value
 * @param axes Which axis of x comes first, second, …
 * @returns The tensor with its axes in that order
 * @throws {RangeError} If some axis is missing or comes twice
 */
export function permute(x: Value, axes: readonly number[]): Tensor {
  const value = toTensor(x);
  const order = axes.map((axis) => normaliseAxis(axis, value.shape.length, "permute"));
  if (order.length !== value.shape.length || new Set(order).size !== order.length) {
    throw new RangeError(
      `Cannot permute shape ${formatShape(value.shape)} by ${
        formatShape(axes)
      }: each axis must come once`,
    );
  }
  return permutePrimitive([value], order);
}

/**
 * Exchanges the last two axes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, transpose } from "@torrey/torrey";
 *
 * assertEquals(transpose(fromArray([[1, 2], [3, 4]])), fromArray([[1, 3], [2, 4]]));
 * ```
 *
 * @param x A matrix, or several along leading axes
 * @returns The transpose of each
 * @throws {RangeError} If there are fewer than two axes
 */
export function transpose(x: Value): Tensor {
  const value = toTensor(x);
  const rank = value.shape.length;
  if (rank < 2) {
    throw new RangeError(
      `Cannot transpose shape ${formatShape(value.shape)}: expected two axes or more`,
    );
  }
  const axes = value.shape.map((_, k) => k);
  [axes[rank - 2], axes[rank - 1]] = [rank - 1, rank - 2];
  return permutePrimitive([value], axes);
}

const flipPrimitive: Operation<number> = definePrimitive({
  name: "flip",
  keep: "shapes",
  evaluate: ([x], axis) => {
    const strides = stridesOf(x.shape);
    const offset = strides[axis] * Math.max(0, x.shape[axis] - 1);
    const view = { shape: x.shape, offset, strides: strides.with(axis, -strides[axis]) };
    return { shape: x.shape, data: readView(x.data, view) };
  },
  rule: (cotangent, { params: axis }) => [() => flipPrimitive([cotangent], axis)],
});

/**
 * Reverses the order of the elements along an axis.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { flip, tensor } from "@torrey/torrey";
 *
 * assertEquals(flip(tensor([1, 2, 3])), tensor([3, 2, 1]));
 * ```
 *
 * @param x Any value with axes
 * @param axis The axis, 0 by default
 * @returns The reversed tensor
 */
export function flip(x: Value, axis: number = 0): Tensor {
  const value = toTensor(x);
  return flipPrimitive([value], normaliseAxis(axis, value.shape.length, "flip"));
}

/**
 * Inserts an axis of length 1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { expandDims, zeros } from "@torrey/torrey";
 *
 * assertEquals(expandDims(zeros([2, 3]), 1).shape, [2, 1, 3]);
 * ```
 *
 * @param x Any value
 * @param axis Its index in the result, −1 being last
 * @returns The tensor with one axis more
 */
export function expandDims(x: Value, axis: number): Tensor {
  const value = toTensor(x);
  const at = normaliseAxis(axis, value.shape.length + 1, "expandDims");
  return reshape(value, value.shape.toSpliced(at, 0, 1));
}

/**
 * Drops axes of length 1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { squeeze, zeros } from "@torrey/torrey";
 *
 * assertEquals(squeeze(zeros([2, 1, 3])).shape, [2, 3]);
 * ```
 *
 * @param x Any value
 * @param axis The axis to drop; every one of length 1 if not given
 * @returns The tensor without them
 * @throws {RangeError} If the axis has another length
 */
export function squeeze(x: Value, axis?: number): Tensor {
  const value = toTensor(x);
  if (axis === undefined) return reshape(value, value.shape.filter((length) => length !== 1));
  const at = normaliseAxis(axis, value.shape.length, "squeeze");
  if (value.shape[at] !== 1) {
    throw new RangeError(
      `Cannot squeeze axis ${axis} of shape ${formatShape(value.shape)}: its length is not 1`,
    );
  }
  return reshape(value, value.shape.toSpliced(at, 1));
}
