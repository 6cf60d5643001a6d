/**
 * Rotation and translation: p ↦ R p + t, R = exp([w]×) by Rodrigues' formula
 * R p = p + sin(θ)/θ w × p + (1 − cos θ)/θ² w × (w × p), θ = |w|.
 *
 * @module
 */
import { add, cross, dot, multiply, type Tensor } from "../../autodiff/mod.ts";
import { coordinatesOf } from "./coordinates.ts";
import { cosineQuotient, sineQuotient } from "./sinc.ts";

/** Parameters of {@linkcode rigidMotion}. */
export interface RigidMotionParameters {
  /** Rotation vector w, shape [3]: its direction is the axis, its length the angle in rad; none by default. */
  readonly rotation?: Tensor;
  /** Translation t after the rotation, shape [3], µm; none by default. */
  readonly translation?: Tensor;
}

/**
 * Turns points about the origin and moves them; smooth also at no rotation.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { fromArray, rigidMotion, tensor } from "@torrey/torrey";
 *
 * const quarter = tensor([0, 0, Math.PI / 2]);
 * const { data } = rigidMotion(fromArray([[1, 0, 5]]), { rotation: quarter });
 * assertAlmostEquals(data[1], 1, 1e-15);
 * ```
 *
 * @param points Shape [n, 3], µm
 * @param parameters Rotation vector and translation
 * @returns Moved points, [n, 3], µm
 */
export function rigidMotion(points: Tensor, parameters: RigidMotionParameters): Tensor {
  coordinatesOf(points);
  const { rotation, translation } = parameters;
  let moved = points;
  if (rotation !== undefined) {
    const squaredAngle = dot(rotation, rotation);
    const once = cross(rotation, points);
    const twice = cross(rotation, once);
    moved = add(
      points,
      add(
        multiply(sineQuotient(squaredAngle), once),
        multiply(cosineQuotient(squaredAngle), twice),
      ),
    );
  }
  return translation === undefined ? moved : add(moved, translation);
}
