/**
 * Reading and adding at listed positions: gather and its transpose, scatter.
 *
 * @module
 */
import { definePrimitive, type Operation } from "../primitive.ts";
import { aroundAxis, formatShape, normaliseAxis, sameShape, type Shape } from "../shape.ts";
import type { Tensor, Value } from "../tensor.ts";
import { isTensor, plain, toTensor } from "../trace.ts";
import { add } from "./arithmetic.ts";
import { reshape } from "./reshape.ts";

/** Positions along an axis: a list, or a tensor of whole numbers, whose shape the result takes. */
export type Indices = ArrayLike<number> | Tensor;

/** Checked positions. */
interface Positions {
  readonly at: Int32Array;
  readonly axis: number;
  /** Length of the axis they point into. */
  readonly length: number;
}

const gatherPrimitive: Operation<Positions> = definePrimitive({
  name: "gather",
  keep: "shapes",
  evaluate: ([x], { at, axis }) => {
    const { outer, length, inner } = aroundAxis(x.shape, axis);
    const data = new Float64Array(outer * at.length * inner);
    let to = 0;
    for (let o = 0; o < outer; o++) {
      for (let p = 0; p < at.length; p++) {
        const from = (o * length + at[p]) * inner;
        for (let i = 0; i < inner; i++) data[to++] = x.data[from + i];
      }
    }
    return { shape: x.shape.with(axis, at.length), data };
  },
  rule: (cotangent, { params }) => [() => scatterPrimitive([cotangent], params)],
});

const scatterPrimitive: Operation<Positions> = definePrimitive({
  name: "scatter",
  keep: "shapes",
  evaluate: ([x], { at, axis, length }) => {
    const { outer, inner } = aroundAxis(x.shape, axis);
    const data = new Float64Array(outer * length * inner);
    let from = 0;
    for (let o = 0; o < outer; o++) {
      for (let p = 0; p < at.length; p++) {
        const to = (o * length + at[p]) * inner;
        for (let i = 0; i < inner; i++) data[to + i] += x.data[from++];
      }
    }
    return { shape: x.shape.with(axis, length), data };
  },
  rule: (cotangent, { params }) => [() => gatherPrimitive([cotangent], params)],
});

function checkIndices(
  indices: Indices,
  length: number,
  operation: string,
): { at: Int32Array; shape: Shape } {
  const list: ArrayLike<number> = isTensor(indices) ? plain(indices).data : indices;
  const at = new Int32Array(list.length);
  for (let k = 0; k < list.length; k++) {
    const index = list[k] < 0 ? list[k] + length : list[k];
    if (!Number.isInteger(index) || index < 0 || index >= length) {
      throw new RangeError(
        `Cannot ${operation}: index ${
          list[k]
        } (number ${k}) is outside an axis of length ${length}`,
      );
    }
    at[k] = index;
  }
  return { at, shape: isTensor(indices) ? indices.shape : [list.length] };
}

/**
 * Reads at listed positions along an axis.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, gather } from "@torrey/torrey";
 *
 * const points = fromArray([[0, 0], [1, 2], [3, 4]]);
 * assertEquals(gather(points, [2, 1, 1]), fromArray([[3, 4], [1, 2], [1, 2]]));
 * ```
 *
 * @param x Any value with axes
 * @param indices The positions; constants to the differentiation
 * @param axis The axis, 0 by default
 * @returns x with that axis replaced by the axes of the indices
 * @throws {RangeError} If a position is outside the axis
 */
export function gather(x: Value, indices: Indices, axis: number = 0): Tensor {
  const value = toTensor(x);
  const on = normaliseAxis(axis, value.shape.length, "gather");
  const { at, shape } = checkIndices(indices, value.shape[on], "gather");
  const taken = gatherPrimitive([value], { at, axis: on, length: value.shape[on] });
  return reshape(taken, value.shape.toSpliced(on, 1, ...shape));
}

/**
 * Adds rows to an array at listed positions along an axis; positions may come several times.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scatterAdd, tensor } from "@torrey/torrey";
 *
 * assertEquals(scatterAdd(tensor([1, 1]), [0, 0], tensor([2, 3])), tensor([6, 1]));
 * ```
 *
 * @param x The array to add to
 * @param indices The positions; constants to the differentiation
 * @param updates What to add: shaped as {@linkcode gather} of x at these indices
 * @param axis The axis, 0 by default
 * @returns The sums, shaped as x
 * @throws {RangeError} If a position is outside the axis or the updates have another shape
 */
export function scatterAdd(x: Value, indices: Indices, updates: Value, axis: number = 0): Tensor {
  const value = toTensor(x);
  const given = toTensor(updates);
  const on = normaliseAxis(axis, value.shape.length, "scatterAdd");
  const length = value.shape[on];
  const { at, shape } = checkIndices(indices, length, "scatterAdd");
  const expected = value.shape.toSpliced(on, 1, ...shape);
  if (!sameShape(given.shape, expected)) {
    throw new RangeError(
      `Cannot scatterAdd updates of shape ${formatShape(given.shape)}: expected ${
        formatShape(expected)
      }`,
    );
  }
  const flat = reshape(given, value.shape.with(on, at.length));
  return add(value, scatterPrimitive([flat], { at, axis: on, length }));
}
