/**
 * Fanning out: beyond a point along its length an axon turns away more and more, as the outer axons of a fanning bundle.
 *
 * With height h, z_b = z_min + β h, s = max(0, z − z_b), θ = α s/h and R = h/α, a point beyond z_b is carried along an
 * arc, (u, v) = (x − x_min + R (1 − cos θ), R sin θ), and then turned by θ about the inner edge (x_min, z_b):
 * x ↦ x_min + u cos θ + v sin θ, z ↦ z_b − u sin θ + v cos θ. The centre line therefore leaves by about 3/2 θ s, more than
 * the 1/2 θ s of {@linkcode bend}. This is the fanned cylinder of ReMiDi (arXiv 2502.01988), found from its meshes.
 *
 * @module
 */
import {
  add,
  divide,
  maximum,
  minimum,
  multiply,
  subtract,
  type Tensor,
  type Value,
} from "../../autodiff/mod.ts";
import { coordinatesOf, extentOf, pointsOf } from "./coordinates.ts";
import { arc, turn } from "./sinc.ts";

/** Parameters of {@linkcode fan}. */
export interface FanParameters {
  /** Angle by which an axon bent over its whole height would turn, α, rad. */
  readonly angle: Value;
  /** Where it starts to turn, β, as a part of the height from below; 0 by default. */
  readonly bendPoint?: Value;
}

/**
 * Turns the upper part of an axon away towards x.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { fan, fromArray } from "@torrey/torrey";
 *
 * const points = fromArray([[0, 0, 0], [0, 0, 1]]);
 * const { data } = fan(points, { angle: Math.PI / 2 });
 * assertAlmostEquals(data[3], 2 / Math.PI, 1e-15);
 * assertAlmostEquals(data[5], -2 / Math.PI, 1e-15);
 * ```
 *
 * @param points Shape [n, 3], µm
 * @param parameters Angle and bend point
 * @returns Fanned points, [n, 3], µm
 */
export function fan(points: Tensor, { angle, bendPoint = 0 }: FanParameters): Tensor {
  const { x, y, z } = coordinatesOf(points);
  const { low, length } = extentOf(z);
  const edge = extentOf(x).low;
  const bendAt = add(low, multiply(bendPoint, length));
  const beyond = maximum(subtract(z, bendAt), 0);
  const theta = multiply(angle, divide(beyond, length));
  const { along, sideways } = arc(beyond, theta);
  const [v, u] = turn(along, add(subtract(x, edge), sideways), theta);
  return pointsOf(add(edge, u), y, add(minimum(z, bendAt), v));
}
