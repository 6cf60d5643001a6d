/**
 * Making plain tensors.
 *
 * @module
 */
import { formatShape, type Shape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** Numbers nested in arrays, all of the same length at each depth. */
export type NestedNumbers = number | readonly NestedNumbers[];

function checkedShape(shape: Shape, operation: string): Shape {
  for (const length of shape) {
    if (!Number.isInteger(length) || length < 0) {
      throw new RangeError(
        `Cannot ${operation}: shape ${formatShape(shape)} has a length that is not a whole number`,
      );
    }
  }
  return [...shape];
}

/**
 * Makes a tensor of a row-major list of its elements.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tensor } from "@torrey/torrey";
 *
 * const matrix = tensor([1, 2, 3, 4, 5, 6], [2, 3]);
 * assertEquals(matrix.shape, [2, 3]);
 * assertEquals(matrix.data[3], 4);
 * ```
 *
 * @param data The elements, last axis fastest; a Float64Array is taken over, not copied
 * @param shape Length of each axis; one axis of all elements if not given
 * @returns The tensor
 * @throws {RangeError} If the shape does not have that many elements
 */
export function tensor(data: ArrayLike<number>, shape: Shape = [data.length]): Tensor {
  const own = checkedShape(shape, "make a tensor");
  if (sizeOf(own) !== data.length) {
    throw new RangeError(
      `Cannot make a tensor of shape ${formatShape(own)} from ${data.length} elements: expected ${
        sizeOf(own)
      }`,
    );
  }
  return { shape: own, data: data instanceof Float64Array ? data : Float64Array.from(data) };
}

/**
 * Makes a tensor of nested arrays.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, tensor } from "@torrey/torrey";
 *
 * assertEquals(fromArray([[1, 2], [3, 4]]), tensor([1, 2, 3, 4], [2, 2]));
 * ```
 *
 * @param nested Numbers, all inner arrays of one depth having the same length
 * @returns The tensor
 * @throws {RangeError} If the arrays are ragged
 */
export function fromArray(nested: NestedNumbers): Tensor {
  const shape: number[] = [];
  for (let level = nested; typeof level !== "number"; level = level[0]) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const data = new Float64Array(sizeOf(shape));
  let next = 0;
  const visit = (node: NestedNumbers, depth: number): void => {
    if (typeof node === "number") {
      if (depth !== shape.length) throw ragged(shape, depth);
      data[next++] = node;
      return;
    }
    if (depth >= shape.length || node.length !== shape[depth]) throw ragged(shape, depth);
    for (const child of node) visit(child, depth + 1);
  };
  visit(nested, 0);
  return { shape, data };
}

function ragged(shape: Shape, depth: number): RangeError {
  return new RangeError(
    `Cannot make a tensor of nested arrays: not all have shape ${
      formatShape(shape)
    } (they differ at depth ${depth})`,
  );
}

/**
 * Makes a tensor of one repeated number.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { full, tensor } from "@torrey/torrey";
 *
 * assertEquals(full([2], 7), tensor([7, 7]));
 * ```
 *
 * @param shape Length of each axis
 * @param value The number
 * @returns The tensor
 */
export function full(shape: Shape, value: number): Tensor {
  const own = checkedShape(shape, "make a tensor");
  const data = new Float64Array(sizeOf(own));
  if (value !== 0) data.fill(value);
  return { shape: own, data };
}

/**
 * Makes a tensor of zeros.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tensor, zeros } from "@torrey/torrey";
 *
 * assertEquals(zeros([2]), tensor([0, 0]));
 * ```
 *
 * @param shape Length of each axis
 * @returns The tensor
 */
export function zeros(shape: Shape): Tensor {
  return full(shape, 0);
}

/**
 * Makes a tensor of ones.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ones, tensor } from "@torrey/torrey";
 *
 * assertEquals(ones([2]), tensor([1, 1]));
 * ```
 *
 * @param shape Length of each axis
 * @returns The tensor
 */
export function ones(shape: Shape): Tensor {
  return full(shape, 1);
}

/**
 * Makes an identity matrix.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { eye, fromArray } from "@torrey/torrey";
 *
 * assertEquals(eye(2), fromArray([[1, 0], [0, 1]]));
 * ```
 *
 * @param n Number of rows and columns
 * @returns Shape [n, n]
 */
export function eye(n: number): Tensor {
  const identity = zeros([n, n]);
  for (let k = 0; k < n; k++) identity.data[k * (n + 1)] = 1;
  return identity;
}

/**
 * Makes evenly spaced numbers, both ends included.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { linspace, tensor } from "@torrey/torrey";
 *
 * assertEquals(linspace(0, 1, 3), tensor([0, 0.5, 1]));
 * ```
 *
 * @param start The first
 * @param stop The last
 * @param count How many, at least 1
 * @returns Shape [count]
 */
export function linspace(start: number, stop: number, count: number): Tensor {
  const out = zeros([count]);
  for (let k = 0; k < count; k++) {
    out.data[k] = start + (stop - start) * (k / Math.max(1, count - 1));
  }
  if (count > 1) out.data[count - 1] = stop;
  return out;
}

/**
 * Makes numbers at a fixed step, the stop excluded.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { arange, tensor } from "@torrey/torrey";
 *
 * assertEquals(arange(1, 7, 2), tensor([1, 3, 5]));
 * ```
 *
 * @param start The first, or the stop if it is the only argument
 * @param stop Where to stop
 * @param step Their distance, 1 by default
 * @returns Shape [ceil((stop − start) / step)]
 */
export function arange(start: number, stop?: number, step: number = 1): Tensor {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const count = Math.max(0, Math.ceil((to - from) / step));
  if (!Number.isFinite(count)) {
    throw new RangeError(`Cannot make a range from ${from} to ${to} in steps of ${step}`);
  }
  const out = zeros([count]);
  for (let k = 0; k < count; k++) out.data[k] = from + k * step;
  return out;
}
