/**
 * Arithmetic on shapes: sizes, axes, and NumPy's broadcasting rule.
 *
 * @module
 */

/** Length of each axis. */
export type Shape = readonly number[];

/**
 * Counts the elements of a shape.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sizeOf } from "@torrey/torrey";
 *
 * assertEquals(sizeOf([2, 3]), 6);
 * ```
 *
 * @param shape Length of each axis
 * @returns Their product, 1 for a scalar
 */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/**
 * Compares two shapes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sameShape } from "@torrey/torrey";
 *
 * assertEquals(sameShape([2, 3], [3, 2]), false);
 * ```
 *
 * @param a A shape
 * @param b Another
 * @returns True if they have the same axes
 */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

/**
 * Writes a shape for an error message.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatShape } from "@torrey/torrey";
 *
 * assertEquals(formatShape([2, 3]), "[2, 3]");
 * ```
 *
 * @param shape Length of each axis
 * @returns For example `[2, 3]`
 */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/**
 * Resolves an axis that may be counted from the end.
 *
 * @param axis Axis index, −1 being the last
 * @param rank Number of axes
 * @param operation Name for the error
 * @returns The index in 0 … rank − 1
 * @throws {RangeError} If there is no such axis
 */
export function normaliseAxis(axis: number, rank: number, operation: string): number {
  const index = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(index) || index < 0 || index >= rank) {
    throw new RangeError(`Cannot ${operation}: axis ${axis} does not exist in ${rank} axes`);
  }
  return index;
}

/**
 * Finds the shape two shapes broadcast to: aligned at the last axis, lengths equal or 1.
 *
 * @param a A shape
 * @param b Another
 * @param operation Name for the error
 * @returns The common shape
 * @throws {RangeError} If they do not broadcast
 */
export function broadcastShapes(a: Shape, b: Shape, operation: string): Shape {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let k = 0; k < rank; k++) {
    const p = a[k - rank + a.length] ?? 1;
    const q = b[k - rank + b.length] ?? 1;
    if (p !== q && p !== 1 && q !== 1) {
      throw new RangeError(
        `Cannot ${operation}: shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast`,
      );
    }
    shape[k] = p === 1 ? q : p;
  }
  return shape;
}

/**
 * Computes the distance between neighbours along each axis, in elements.
 *
 * @param shape Length of each axis
 * @returns Row-major strides
 */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let k = shape.length - 1; k >= 0; k--) {
    strides[k] = step;
    step *= shape[k];
  }
  return strides;
}

/**
 * Views a shape around one axis as [outer, length, inner].
 *
 * @param shape Length of each axis
 * @param axis The axis, 0 … rank − 1
 * @returns The three counts
 */
export function aroundAxis(
  shape: Shape,
  axis: number,
): { outer: number; length: number; inner: number } {
  return {
    outer: sizeOf(shape.slice(0, axis)),
    length: shape[axis],
    inner: sizeOf(shape.slice(axis + 1)),
  };
}
