/**
 * Bending along a circular arc: (x, z) ↦ ((1 − cos θ)/κ + x cos θ, sin(θ)/κ − x sin θ), θ = κ (z − z₀).
 *
 * @module
 */
import { add, multiply, subtract, type Tensor, type Value } from "../../autodiff/mod.ts";
import { coordinatesOf, extentOf, pointsOf } from "./coordinates.ts";
import { arc, turn } from "./sinc.ts";

/**
 * Bends points in the xz plane, so that the line x = 0 parallel to z becomes an arc of the same length; the middle of
 * the points' extent in z stays.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { bend, fromArray } from "@torrey/torrey";
 *
 * const quarter = bend(fromArray([[0, 0, -2], [0, 0, 2]]), Math.PI / 4);
 * assertAlmostEquals(quarter.data[3], 4 / Math.PI, 1e-15);
 * assertAlmostEquals(quarter.data[5], 4 / Math.PI, 1e-15);
 * ```
 *
 * @param points Shape [n, 3], µm
 * @param curvature κ, rad/µm; keep |κ x| below 1, or the inner side folds
 * @returns Bent points, [n, 3], µm
 */
export function bend(points: Tensor, curvature: Value): Tensor {
  const { x, y, z } = coordinatesOf(points);
  const { middle } = extentOf(z);
  const height = subtract(z, middle);
  const angle = multiply(curvature, height);
  const { along, sideways } = arc(height, angle);
  const [alongTurned, sidewaysTurned] = turn(0, x, angle);
  return pointsOf(add(sideways, sidewaysTurned), y, add(middle, add(along, alongTurned)));
}
