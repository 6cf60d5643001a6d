/**
 * Coordinates of points taken apart and put together, and the extent of a mesh along an axis.
 *
 * @module
 */
import {
  add,
  divide,
  formatShape,
  max,
  min,
  slice,
  stack,
  subtract,
  type Tensor,
  type Value,
} from "../../autodiff/mod.ts";

/** Coordinates of n points, each of shape [n], µm. */
export interface Coordinates {
  /** First coordinates. */
  readonly x: Tensor;
  /** Second coordinates. */
  readonly y: Tensor;
  /** Third coordinates. */
  readonly z: Tensor;
}

/**
 * Takes points apart.
 *
 * @param points Shape [n, 3], µm
 * @returns Their coordinates
 * @throws {RangeError} If the shape is another
 */
export function coordinatesOf(points: Tensor): Coordinates {
  if (points.shape.length !== 2 || points.shape[1] !== 3 || points.shape[0] === 0) {
    throw new RangeError(
      `Cannot deform points of shape ${
        formatShape(points.shape)
      }: expected [n, 3] with n at least 1`,
    );
  }
  return { x: slice(points, [null, 0]), y: slice(points, [null, 1]), z: slice(points, [null, 2]) };
}

/**
 * Puts coordinates together.
 *
 * @param x First coordinates, [n]
 * @param y Second coordinates, [n]
 * @param z Third coordinates, [n]
 * @returns Shape [n, 3]
 */
export function pointsOf(x: Tensor, y: Tensor, z: Tensor): Tensor {
  return stack([x, y, z], 1);
}

/** How far some points reach along an axis, µm. */
export interface Extent {
  /** The least coordinate. */
  readonly low: Value;
  /** The greatest less the least. */
  readonly length: Value;
  /** Halfway between them. */
  readonly middle: Value;
}

/**
 * Measures how far points reach along an axis. It is differentiable where one point alone is outermost on each side;
 * where several are, they share the gradient.
 *
 * @param coordinate Shape [n]
 * @returns Least, length, middle
 */
export function extentOf(coordinate: Tensor): Extent {
  const [low, high] = [min(coordinate), max(coordinate)];
  return { low, length: subtract(high, low), middle: divide(add(low, high), 2) };
}
