/**
 * Sine and cosine quotients that are smooth at zero, as functions of the square of the angle.
 *
 * @module
 */
import {
  add,
  cos,
  divide,
  less,
  multiply,
  sin,
  sqrt,
  subtract,
  type Tensor,
  type Value,
  where,
} from "../../autodiff/mod.ts";

/** Squared angle below which the power series is used; its neglected terms are below 1e-19 there. */
const SERIES_LIMIT = 0.25;

/** Σ (−1)ᵏ tᵏ / (2k + first)!, k = 0 … 7, by Horner's rule. */
function series(t: Value, first: number): Value {
  let total: Value = 1;
  for (let k = 7; k > 0; k--) {
    total = subtract(1, divide(multiply(t, total), (2 * k + first) * (2 * k + first - 1)));
  }
  return first === 2 ? divide(total, 2) : total;
}

/**
 * Computes sin(θ)/θ, smoothly also at θ = 0.
 *
 * @param squaredAngle θ², rad²
 * @returns sin(θ)/θ
 */
export function sineQuotient(squaredAngle: Value): Tensor {
  const small = less(squaredAngle, SERIES_LIMIT);
  const angle = sqrt(where(small, 1, squaredAngle));
  return where(small, series(squaredAngle, 1), divide(sin(angle), angle));
}

/**
 * Computes (1 − cos θ)/θ², smoothly also at θ = 0.
 *
 * @param squaredAngle θ², rad²
 * @returns (1 − cos θ)/θ²
 */
export function cosineQuotient(squaredAngle: Value): Tensor {
  const small = less(squaredAngle, SERIES_LIMIT);
  const square = where(small, 1, squaredAngle);
  return where(
    small,
    series(squaredAngle, 2),
    divide(subtract(1, cos(sqrt(square))), square),
  );
}

/**
 * Follows an arc that leaves along a straight line.
 *
 * @param length Arc length, µm
 * @param angle Angle turned by over that length, rad
 * @returns How far it goes along the line, and how far sideways, µm
 */
export function arc(length: Value, angle: Value): { along: Tensor; sideways: Tensor } {
  const squared = multiply(angle, angle);
  return {
    along: multiply(length, sineQuotient(squared)),
    sideways: multiply(multiply(length, angle), cosineQuotient(squared)),
  };
}

/**
 * Turns a vector in a plane.
 *
 * @param u First component
 * @param v Second component
 * @param angle From the first axis towards the second, rad
 * @returns Both components after the turn
 */
export function turn(u: Value, v: Value, angle: Value): [Tensor, Tensor] {
  const [c, s] = [cos(angle), sin(angle)];
  return [subtract(multiply(c, u), multiply(s, v)), add(multiply(s, u), multiply(c, v))];
}
