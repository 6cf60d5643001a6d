/**
 * Cutting arrays up and filling them out: slice, split, pad.
 *
 * @module
 */
import { definePrimitive, type Operation } from "../primitive.ts";
import { formatShape, normaliseAxis, type Shape, sizeOf, stridesOf } from "../shape.ts";
import type { Tensor, Value } from "../tensor.ts";
import { toTensor } from "../trace.ts";
import { add } from "./arithmetic.ts";
import { full } from "./create.ts";
import { reshape } from "./reshape.ts";
import { readView, type View, writeView } from "./strided.ts";

/** Which elements of a larger array, and how large it is. */
interface Window {
  readonly whole: Shape;
  readonly starts: readonly number[];
  readonly steps: readonly number[];
  readonly shape: Shape;
}

function viewOf({ whole, starts, steps, shape }: Window): View {
  const own = stridesOf(whole);
  return {
    shape,
    offset: starts.reduce((at, start, k) => at + start * own[k], 0),
    strides: own.map((stride, k) => stride * steps[k]),
  };
}

const slicePrimitive: Operation<Window> = definePrimitive({
  name: "slice",
  keep: "shapes",
  evaluate: ([x], window) => ({ shape: window.shape, data: readView(x.data, viewOf(window)) }),
  rule: (cotangent, { params }) => [() => embedPrimitive([cotangent], params)],
});

/** The transpose of a slice: its elements among zeros. */
const embedPrimitive: Operation<Window> = definePrimitive({
  name: "embed",
  keep: "shapes",
  evaluate: ([x], window) => {
    const data = new Float64Array(sizeOf(window.whole));
    writeView(data, viewOf(window), x.data);
    return { shape: window.whole, data };
  },
  rule: (cotangent, { params }) => [() => slicePrimitive([cotangent], params)],
});

/**
 * What to take along one axis: everything (null), one index (the axis is dropped), or [start, stop, step] with the stop
 * excluded, negative positions counted from the end and the stop optional (null).
 */
export type SliceRange =
  | null
  | number
  | readonly [start: number, stop?: number | null, step?: number];

/**
 * Takes a rectangular part of an array.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, slice, tensor } from "@torrey/torrey";
 *
 * const x = fromArray([[1, 2, 3], [4, 5, 6]]);
 * assertEquals(slice(x, [null, 1]), tensor([2, 5], [2]));
 * assertEquals(slice(x, [[1], [0, 2]]), tensor([4, 5], [1, 2]));
 * ```
 *
 * @param x Any value with axes
 * @param ranges What to take along each axis; axes not mentioned are taken whole
 * @returns The part
 * @throws {RangeError} If an index is outside the array or a step is not positive
 */
export function slice(x: Value, ranges: readonly SliceRange[]): Tensor {
  const value = toTensor(x);
  if (ranges.length > value.shape.length) {
    throw new RangeError(
      `Cannot slice shape ${
        formatShape(value.shape)
      } by ${ranges.length} ranges: it has fewer axes`,
    );
  }
  const parts = value.shape.map((length, k) => resolveRange(ranges[k] ?? null, length, k));
  const window = {
    whole: value.shape,
    starts: parts.map((part) => part.start),
    steps: parts.map((part) => part.step),
    shape: parts.map((part) => part.count),
  };
  const taken = slicePrimitive([value], window);
  return reshape(taken, window.shape.filter((_, k) => typeof ranges[k] !== "number"));
}

function resolveRange(
  range: SliceRange,
  length: number,
  axis: number,
): { start: number; step: number; count: number } {
  if (range === null) return { start: 0, step: 1, count: length };
  if (typeof range === "number") {
    const start = range < 0 ? range + length : range;
    if (!Number.isInteger(start) || start < 0 || start >= length) {
      throw new RangeError(
        `Cannot slice: index ${range} is outside axis ${axis} of length ${length}`,
      );
    }
    return { start, step: 1, count: 1 };
  }
  const [from, to, step = 1] = range;
  if (!Number.isInteger(step) || step < 1) {
    throw new RangeError(
      `Cannot slice axis ${axis} in steps of ${step}: expected a positive whole number`,
    );
  }
  const limit = (position: number): number =>
    Math.min(length, Math.max(0, position < 0 ? position + length : position));
  const start = limit(from);
  const stop = limit(to ?? length);
  return { start, step, count: Math.max(0, Math.ceil((stop - start) / step)) };
}

/**
 * Cuts an array into parts along an axis.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { split, tensor } from "@torrey/torrey";
 *
 * assertEquals(split(tensor([1, 2, 3]), [1, 2]), [tensor([1]), tensor([2, 3])]);
 * ```
 *
 * @param x Any value with axes
 * @param parts How many equal parts, or the length of each
 * @param axis The axis, 0 by default
 * @returns The parts, in order
 * @throws {RangeError} If the lengths do not add up to that of the axis
 */
export function split(x: Value, parts: number | readonly number[], axis: number = 0): Tensor[] {
  const value = toTensor(x);
  const at = normaliseAxis(axis, value.shape.length, "split");
  const length = value.shape[at];
  const lengths = typeof parts === "number"
    ? new Array<number>(parts).fill(length / parts)
    : [...parts];
  if (!lengths.every(Number.isInteger) || sumOf(lengths) !== length) {
    throw new RangeError(
      `Cannot split axis ${axis} of length ${length} into ${
        typeof parts === "number" ? `${parts} equal parts` : `parts of ${lengths.join(", ")}`
      }`,
    );
  }
  let start = 0;
  return lengths.map((count) => {
    const ranges: SliceRange[] = value.shape.map((_, k) =>
      k === at ? [start, start + count] : null
    );
    start += count;
    return slice(value, ranges);
  });
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/**
 * Surrounds an array with a constant.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { pad, tensor } from "@torrey/torrey";
 *
 * assertEquals(pad(tensor([5]), [[1, 2]]), tensor([0, 5, 0, 0]));
 * ```
 *
 * @param x Any value
 * @param widths For each axis how many elements before and after
 * @param value The constant, 0 by default
 * @returns The larger array
 * @throws {RangeError} If there is not one pair of widths per axis
 */
export function pad(
  x: Value,
  widths: readonly (readonly [before: number, after: number])[],
  value: number = 0,
): Tensor {
  const inner = toTensor(x);
  if (widths.length !== inner.shape.length) {
    throw new RangeError(
      `Cannot pad shape ${
        formatShape(inner.shape)
      } by ${widths.length} pairs of widths: expected one per axis`,
    );
  }
  const whole = inner.shape.map((length, k) => length + widths[k][0] + widths[k][1]);
  const window = {
    whole,
    starts: widths.map(([before]) => before),
    steps: widths.map(() => 1),
    shape: inner.shape,
  };
  const embedded = embedPrimitive([inner], window);
  if (value === 0) return embedded;
  const frame = full(whole, value);
  writeView(frame.data, viewOf(window), new Float64Array(sizeOf(inner.shape)));
  return add(embedded, frame);
}
