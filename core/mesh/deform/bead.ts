/**
 * Beading: the radius of an axon swells and shrinks along z.
 *
 * The distance from the axis is multiplied by 1 + a sin(2π p (z − z_min)/height); the axis is parallel to z through the
 * middle of the extents in x and y. This is the periodic beading of ReMiDi (arXiv 2502.01988).
 *
 * @module
 */
import {
  add,
  divide,
  multiply,
  sin,
  subtract,
  type Tensor,
  type Value,
} from "../../autodiff/mod.ts";
import { coordinatesOf, extentOf, pointsOf } from "./coordinates.ts";

/** Parameters of {@linkcode bead}. */
export interface BeadParameters {
  /** Relative change of the radius, a; between −1 and 1. */
  readonly amplitude: Value;
  /** Number of periods over the height, p. */
  readonly periods: Value;
}

/**
 * Beads points along z.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { bead, fromArray } from "@torrey/torrey";
 *
 * const points = fromArray([[-1, 0, 0], [1, 0, 1], [0, 0, 4]]);
 * const { data } = bead(points, { amplitude: 0.5, periods: 1 });
 * assertAlmostEquals(data[3], 1.5, 1e-15);
 * ```
 *
 * @param points Shape [n, 3], µm
 * @param parameters Amplitude and number of periods
 * @returns Beaded points, [n, 3], µm
 */
export function bead(points: Tensor, { amplitude, periods }: BeadParameters): Tensor {
  const { x, y, z } = coordinatesOf(points);
  const { low, length } = extentOf(z);
  const phase = multiply(multiply(2 * Math.PI, periods), divide(subtract(z, low), length));
  const factor = add(1, multiply(amplitude, sin(phase)));
  const scaled = (coordinate: Tensor): Tensor => {
    const { middle } = extentOf(coordinate);
    return add(middle, multiply(factor, subtract(coordinate, middle)));
  };
  return pointsOf(scaled(x), scaled(y), z);
}
