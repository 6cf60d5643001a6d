/**
 * SpinDoctor's bend and twist of a domain along z.
 *
 * First x ← x + bend · 30 · width · (z/height)², then each section is turned by twist · z/height about the centre, which is
 * the middle of the extents in x and y after bending; width and height are the extents in x and z before, and z is
 * measured from the middle of the latter. Li et al., SpinDoctor, NeuroImage 202 (2019) 116120.
 *
 * @module
 */
import {
  add,
  cos,
  divide,
  multiply,
  sin,
  square,
  subtract,
  type Tensor,
  type Value,
} from "../../autodiff/mod.ts";
import { coordinatesOf, extentOf, pointsOf } from "./coordinates.ts";
import { turn } from "./sinc.ts";

/** Parameters of {@linkcode spinDoctorDeform}. */
export interface SpinDoctorParameters {
  /** Strength of the bend; 0 by default. */
  readonly bend?: Value;
  /** Angle between the end sections, rad; 0 by default. */
  readonly twist?: Value;
}

/** Variants of {@linkcode spinDoctorDeform}. */
export interface SpinDoctorOptions {
  /**
   * How a section is turned. A `"rotation"`, by default. ReMiDi computes y from the x already turned, a rotation only to
   * first order that shears the section: `"sequential"` reproduces its meshes.
   */
  readonly turning?: "rotation" | "sequential";
}

/**
 * Bends and twists points as SpinDoctor does.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, spinDoctorDeform } from "@torrey/torrey";
 *
 * const points = fromArray([[-1, 0, -3], [1, 0, 0], [0, 0, 3]]);
 * const bent = spinDoctorDeform(points, { bend: 0.1 });
 * assertEquals(bent, fromArray([[0.5, 0, -3], [1, 0, 0], [1.5, 0, 3]]));
 * ```
 *
 * @param points Shape [n, 3], µm
 * @param parameters Bend and twist
 * @param options How to turn
 * @returns Deformed points, [n, 3], µm
 */
export function spinDoctorDeform(
  points: Tensor,
  { bend = 0, twist = 0 }: SpinDoctorParameters,
  { turning = "rotation" }: SpinDoctorOptions = {},
): Tensor {
  const { x, y, z } = coordinatesOf(points);
  const vertical = extentOf(z);
  const relative = divide(subtract(z, vertical.middle), vertical.length);
  const reach = multiply(multiply(30, bend), extentOf(x).length);
  const bentX = add(x, multiply(reach, square(relative)));
  const angle = multiply(twist, relative);
  const [centreX, centreY] = [extentOf(bentX).middle, extentOf(y).middle];
  const [u, v] = [subtract(bentX, centreX), subtract(y, centreY)];
  const [turnedU, rotatedV] = turn(u, v, angle);
  const turnedV = turning === "rotation"
    ? rotatedV
    : add(multiply(sin(angle), turnedU), multiply(cos(angle), v));
  return pointsOf(add(centreX, turnedU), add(centreY, turnedV), z);
}
