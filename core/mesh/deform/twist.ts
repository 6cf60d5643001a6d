/**
 * Twisting about the z axis: the section at height z is turned by τ (z − z₀).
 *
 * @module
 */
import { multiply, subtract, type Tensor, type Value } from "../../autodiff/mod.ts";
import { coordinatesOf, extentOf, pointsOf } from "./coordinates.ts";
import { turn } from "./sinc.ts";

/**
 * Twists points about the z axis; the section in the middle of the points' extent in z stays.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { fromArray, twist } from "@torrey/torrey";
 *
 * const points = fromArray([[1, 0, -1], [1, 0, 1]]);
 * const { data } = twist(points, Math.PI / 2);
 * assertAlmostEquals(data[4], 1, 1e-15);
 * ```
 *
 * @param points Shape [n, 3], µm
 * @param rate τ, rad/µm, from x towards y
 * @returns Twisted points, [n, 3], µm
 */
export function twist(points: Tensor, rate: Value): Tensor {
  const { x, y, z } = coordinatesOf(points);
  const [turnedX, turnedY] = turn(x, y, multiply(rate, subtract(z, extentOf(z).middle)));
  return pointsOf(turnedX, turnedY, z);
}
