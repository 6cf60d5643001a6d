/**
 * Reductions: mean, variance, products, extremes, norms, and the cumulative sum.
 *
 * @module
 */
import { definePrimitive, type Operation } from "../primitive.ts";
import { aroundAxis, formatShape, sizeOf } from "../shape.ts";
import type { Tensor, Value } from "../tensor.ts";
import { plain, toTensor } from "../trace.ts";
import { add, divide, multiply, subtract } from "./arithmetic.ts";
import { equal, greater, where } from "./compare.ts";
import { exp, log } from "./exponential.ts";
import { concat } from "./join.ts";
import { dropAxes, reducedAxes, type ReduceOptions, sum } from "./reshape.ts";
import { sqrt, square } from "./roots.ts";
import { slice, type SliceRange } from "./slice.ts";

/**
 * Averages elements.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, mean, tensor } from "@torrey/torrey";
 *
 * assertEquals(mean(fromArray([[1, 2], [3, 6]]), { axis: 1 }), tensor([1.5, 4.5]));
 * ```
 *
 * @param x Any value
 * @param options Axes, all by default
 * @returns The means
 */
export function mean(x: Value, options: ReduceOptions = {}): Tensor {
  const { shape } = toTensor(x);
  const axes = reducedAxes(shape.length, options.axis, "mean");
  return divide(sum(x, options), sizeOf(axes.map((axis) => shape[axis])));
}

/** Reduction options of the variance. */
export interface VarianceOptions extends ReduceOptions {
  /** What is subtracted from the count in the denominator: 0 by default, 1 for the unbiased estimate. */
  readonly correction?: number;
}

/**
 * Averages the squared distances to the mean.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tensor, toNumber, variance } from "@torrey/torrey";
 *
 * assertEquals(toNumber(variance(tensor([1, 3]))), 1);
 * ```
 *
 * @param x Any value
 * @param options Axes, all by default, and the correction of the denominator
 * @returns The variances
 */
export function variance(x: Value, options: VarianceOptions = {}): Tensor {
  const { shape } = toTensor(x);
  const axes = reducedAxes(shape.length, options.axis, "variance");
  const count = sizeOf(axes.map((axis) => shape[axis]));
  const deviation = subtract(x, mean(x, { axis: axes, keepDims: true }));
  return divide(sum(square(deviation), options), count - (options.correction ?? 0));
}

/** The part of x with indices start … stop − 1 along an axis. */
function along(x: Tensor, axis: number, start: number, stop: number): Tensor {
  return slice(x, x.shape.map((_, k): SliceRange => k === axis ? [start, stop] : null));
}

/**
 * Multiplies elements. The gradient is exact also where some are zero.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, prod, tensor } from "@torrey/torrey";
 *
 * assertEquals(prod(fromArray([[1, 2], [3, 6]]), { axis: 0 }), tensor([3, 12]));
 * ```
 *
 * @param x Any value
 * @param options Axes, all by default
 * @returns The products
 */
export function prod(x: Value, options: ReduceOptions = {}): Tensor {
  let value = toTensor(x);
  const axes = reducedAxes(value.shape.length, options.axis, "prod");
  for (const axis of axes) {
    if (value.shape[axis] === 0) value = concat([value, onesLike(value, axis)], axis);
    // Halving: every product is one of two factors, so no division by an element is ever needed.
    while (value.shape[axis] > 1) {
      const length = value.shape[axis];
      const half = length >> 1;
      const pairs = multiply(along(value, axis, 0, half), along(value, axis, half, 2 * half));
      value = length % 2 === 0
        ? pairs
        : concat([pairs, along(value, axis, length - 1, length)], axis);
    }
  }
  return dropAxes(value, axes, options);
}

function onesLike(x: Tensor, axis: number): Tensor {
  const shape = x.shape.with(axis, 1);
  return { shape, data: new Float64Array(sizeOf(shape)).fill(1) };
}

function maxAxis(x: Tensor, axis: number): Tensor {
  const { outer, length, inner } = aroundAxis(x.shape, axis);
  const data = new Float64Array(outer * inner).fill(-Infinity);
  for (let o = 0; o < outer; o++) {
    for (let k = 0; k < length; k++) {
      for (let i = 0; i < inner; i++) {
        const to = o * inner + i;
        data[to] = Math.max(data[to], x.data[(o * length + k) * inner + i]);
      }
    }
  }
  return { shape: x.shape.with(axis, 1), data };
}

const maxPrimitive: Operation<readonly number[]> = definePrimitive({
  name: "max",
  keep: "both",
  evaluate: ([x], axes) => axes.reduce(maxAxis, x),
  rule: (cotangent, { inputs: [x], output, params: axes }) => [() => {
    const mask = equal(x, output);
    return multiply(cotangent, divide(mask, sum(mask, { axis: axes, keepDims: true })));
  }],
});

/**
 * Finds the largest element; equal ones share the gradient.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, max, tensor } from "@torrey/torrey";
 *
 * assertEquals(max(fromArray([[1, 2], [3, 6]]), { axis: 0 }), tensor([3, 6]));
 * ```
 *
 * @param x Any value
 * @param options Axes, all by default
 * @returns The maxima
 * @throws {RangeError} If there are no elements to choose from
 */
export function max(x: Value, options: ReduceOptions = {}): Tensor {
  const value = toTensor(x);
  const axes = reducedAxes(value.shape.length, options.axis, "max");
  if (axes.some((axis) => value.shape[axis] === 0)) {
    throw new RangeError(
      `Cannot take the max of no elements: the shape is ${formatShape(value.shape)}`,
    );
  }
  return dropAxes(axes.length === 0 ? value : maxPrimitive([value], axes), axes, options);
}

/**
 * Finds the smallest element; equal ones share the gradient.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, min, tensor } from "@torrey/torrey";
 *
 * assertEquals(min(fromArray([[1, 2], [3, 6]]), { axis: 1 }), tensor([1, 3]));
 * ```
 *
 * @param x Any value
 * @param options Axes, all by default
 * @returns The minima
 * @throws {RangeError} If there are no elements to choose from
 */
export function min(x: Value, options: ReduceOptions = {}): Tensor {
  return multiply(-1, max(multiply(-1, x), options));
}

/**
 * Computes ln Σ exp(x) without overflow.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { logSumExp, tensor, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(logSumExp(tensor([1000, 1000]))), 1000 + Math.LN2);
 * ```
 *
 * @param x Any value
 * @param options Axes, all by default
 * @returns The logarithms
 */
export function logSumExp(x: Value, options: ReduceOptions = {}): Tensor {
  const axes = reducedAxes(toTensor(x).shape.length, options.axis, "logSumExp");
  const top = max(plain(toTensor(x)), { axis: axes, keepDims: true });
  // An infinite maximum cannot be subtracted: ∞ − ∞ is not a number.
  const shift = where(equal(subtract(top, top), 0), top, 0);
  const total = log(sum(exp(subtract(x, shift)), { axis: axes, keepDims: true }));
  return dropAxes(add(total, shift), axes, options);
}

/**
 * Computes the Euclidean norm √Σx²; its gradient at zero is zero.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, norm, tensor } from "@torrey/torrey";
 *
 * assertEquals(norm(fromArray([[3, 4], [5, 12]]), { axis: 1 }), tensor([5, 13]));
 * ```
 *
 * @param x Any value
 * @param options Axes, all by default
 * @returns The norms
 */
export function norm(x: Value, options: ReduceOptions = {}): Tensor {
  return safeSqrt(sum(square(x), options));
}

/**
 * Square root with gradient zero at zero.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { grad, safeSqrt } from "@torrey/torrey";
 *
 * assertEquals(grad(safeSqrt)(0), 0);
 * ```
 *
 * @param x Not negative
 * @returns √x
 */
export function safeSqrt(x: Value): Tensor {
  const positive = greater(x, 0);
  return where(positive, sqrt(where(positive, x, 1)), 0);
}
