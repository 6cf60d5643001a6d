/**
 * Reshaping, repeating and adding up along axes: the operations that are each other's transpose under broadcasting.
 *
 * @module
 */
import { definePrimitive, type Operation } from "../primitive.ts";
import {
  aroundAxis,
  broadcastShapes,
  formatShape,
  normaliseAxis,
  sameShape,
  type Shape,
  sizeOf,
} from "../shape.ts";
import type { Tensor, Value } from "../tensor.ts";
import { toTensor } from "../trace.ts";
import { broadcastBinary } from "./broadcast_binary.ts";

const reshapePrimitive: Operation<Shape> = definePrimitive({
  name: "reshape",
  keep: "shapes",
  evaluate: ([x], shape) => ({ shape, data: x.data }),
  rule: (cotangent, { shapes }) => [() => reshape(cotangent, shapes[0])],
});

/**
 * Gives the elements another shape, keeping their row-major order.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { reshape, tensor } from "@torrey/torrey";
 *
 * assertEquals(reshape(tensor([1, 2, 3, 4]), [2, -1]).shape, [2, 2]);
 * ```
 *
 * @param x Any value
 * @param shape The new shape; one length may be −1, meaning whatever is left
 * @returns The reshaped tensor
 * @throws {RangeError} If the number of elements differs
 */
export function reshape(x: Value, shape: Shape): Tensor {
  const value = toTensor(x);
  const size = sizeOf(value.shape);
  const known = sizeOf(shape.filter((length) => length !== -1));
  const whole = shape.map((length) => length === -1 ? size / known : length);
  if (sizeOf(whole) !== size || !whole.every(Number.isInteger)) {
    throw new RangeError(
      `Cannot reshape ${formatShape(value.shape)} to ${
        formatShape(shape)
      }: the numbers of elements differ`,
    );
  }
  return sameShape(whole, value.shape) ? value : reshapePrimitive([value], whole);
}

const repeatKernel = (
  out: Float64Array,
  o: number,
  n: number,
  a: Float64Array,
  i: number,
  di: number,
): void => {
  for (let k = 0; k < n; k++, i += di) out[o + k] = a[i];
};

const broadcastPrimitive: Operation<Shape> = definePrimitive({
  name: "broadcastTo",
  keep: "shapes",
  // The second operand only lends its shape.
  evaluate: ([x], shape) =>
    broadcastBinary("broadcastTo", repeatKernel, x, { shape, data: new Float64Array(0) }),
  rule: (cotangent, { shapes }) => [() => sumTo(cotangent, shapes[0])],
});

/**
 * Repeats a value along new axes and axes of length 1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { broadcastTo, fromArray, tensor } from "@torrey/torrey";
 *
 * assertEquals(broadcastTo(tensor([1, 2]), [2, 2]), fromArray([[1, 2], [1, 2]]));
 * ```
 *
 * @param x Any value
 * @param shape The shape to reach
 * @returns The repeated tensor
 * @throws {RangeError} If the value does not broadcast to the shape
 */
export function broadcastTo(x: Value, shape: Shape): Tensor {
  const value = toTensor(x);
  if (sameShape(value.shape, shape)) return value;
  if (!sameShape(broadcastShapes(value.shape, shape, "broadcastTo"), shape)) {
    throw new RangeError(
      `Cannot broadcastTo: ${formatShape(value.shape)} does not broadcast to ${formatShape(shape)}`,
    );
  }
  return broadcastPrimitive([value], [...shape]);
}

/** Below this many numbers a plain loop; above, halves, so that rounding grows with the logarithm of the count. */
const PAIRWISE_BLOCK = 256;

function pairwiseSum(data: Float64Array, from: number, count: number): number {
  if (count > PAIRWISE_BLOCK) {
    const half = count >> 1;
    return pairwiseSum(data, from, half) + pairwiseSum(data, from + half, count - half);
  }
  let total = 0;
  for (let k = from; k < from + count; k++) total += data[k];
  return total;
}

/** Adds up along one axis, which becomes of length 1. */
function sumAxis(x: Tensor, axis: number): Tensor {
  const { outer, length, inner } = aroundAxis(x.shape, axis);
  const data = new Float64Array(outer * inner);
  for (let o = 0; o < outer; o++) {
    if (inner === 1) {
      data[o] = pairwiseSum(x.data, o * length, length);
      continue;
    }
    for (let k = 0; k < length; k++) {
      const from = (o * length + k) * inner;
      for (let i = 0; i < inner; i++) data[o * inner + i] += x.data[from + i];
    }
  }
  return { shape: x.shape.with(axis, 1), data };
}

const sumPrimitive: Operation<readonly number[]> = definePrimitive({
  name: "sum",
  keep: "shapes",
  evaluate: ([x], axes) => {
    if (axes.length === x.shape.length) {
      return {
        shape: x.shape.map(() => 1),
        data: Float64Array.of(pairwiseSum(x.data, 0, x.data.length)),
      };
    }
    return axes.reduce(sumAxis, x);
  },
  rule: (cotangent, { shapes }) => [() => broadcastTo(cotangent, shapes[0])],
});

/** Along which axes to reduce, and whether they stay. */
export interface ReduceOptions {
  /** The axis or axes, negative ones counted from the end; all if not given. */
  readonly axis?: number | readonly number[];
  /** Keep the reduced axes with length 1; false by default. */
  readonly keepDims?: boolean;
}

/**
 * Resolves the axes of a reduction.
 *
 * @param rank Number of axes
 * @param axis One, several, or all if undefined
 * @param operation Name for the error
 * @returns Ascending axis indices
 */
export function reducedAxes(
  rank: number,
  axis: number | readonly number[] | undefined,
  operation: string,
): number[] {
  if (axis === undefined) return Array.from({ length: rank }, (_, k) => k);
  const given = typeof axis === "number" ? [axis] : axis;
  return [...new Set(given.map((k) => normaliseAxis(k, rank, operation)))].sort((p, q) => p - q);
}

/**
 * Drops reduced axes unless they are to be kept.
 *
 * @param reduced A tensor whose reduced axes have length 1
 * @param axes The reduced axes
 * @param options Whether to keep them
 * @returns The tensor
 */
export function dropAxes(reduced: Tensor, axes: readonly number[], options: ReduceOptions): Tensor {
  if (options.keepDims === true) return reduced;
  return reshape(reduced, reduced.shape.filter((_, k) => !axes.includes(k)));
}

/**
 * Adds up elements (pairwise, so that rounding errors stay small).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, sum, tensor } from "@torrey/torrey";
 *
 * assertEquals(sum(fromArray([[1, 2], [3, 6]]), { axis: 0 }), tensor([4, 8]));
 * ```
 *
 * @param x Any value
 * @param options Axes, all by default
 * @returns The sums
 */
export function sum(x: Value, options: ReduceOptions = {}): Tensor {
  const value = toTensor(x);
  const axes = reducedAxes(value.shape.length, options.axis, "sum");
  return dropAxes(axes.length === 0 ? value : sumPrimitive([value], axes), axes, options);
}

/**
 * Adds up whatever broadcasting had repeated: the transpose of {@linkcode broadcastTo}.
 *
 * @param x A tensor
 * @param shape A shape that broadcasts to that of x
 * @returns The sums, of that shape
 */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const extra = x.shape.length - shape.length;
  const axes: number[] = [];
  x.shape.forEach((length, k) => {
    if (k < extra || (shape[k - extra] === 1 && length !== 1)) axes.push(k);
  });
  return reshape(sum(x, { axis: axes, keepDims: true }), shape);
}
