/**
 * Sets of gradient directions: explicit lists, the Fibonacci spiral on the hemisphere and evenly repelling points.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { finiteNumber } from "./protocol_input.ts";

/** Gradient directions: a list of triples, or [3 × directions] numbers in one array. */
export type Directions = readonly (readonly number[])[] | Float64Array;

/**
 * Normalises directions.
 *
 * @param directions A list of triples, or [3 × directions] numbers.
 * @param key What messages call the list; "directions" unless given.
 * @returns Unit vectors, [3 × directions], row-major.
 * @throws {InputError} If the list is empty, an entry is not three finite numbers, or a direction is zero.
 */
export function unitDirections(directions: Directions, key = "directions"): Float64Array {
  if (!Array.isArray(directions) && !(directions instanceof Float64Array)) {
    throw new InputError(`'${key}' must be a list of triples`);
  }
  if (directions.length === 0) {
    throw new InputError(`'${key}' is empty: give at least one direction`);
  }
  const unit = directions instanceof Float64Array ? flat(directions, key) : nested(directions, key);
  for (let d = 0; d < unit.length / 3; d++) {
    const norm = Math.hypot(unit[3 * d], unit[3 * d + 1], unit[3 * d + 2]);
    if (norm === 0) {
      throw new InputError(`'${key}[${d}]' is the zero vector but must have a direction`);
    }
    for (let k = 0; k < 3; k++) unit[3 * d + k] /= norm;
  }
  return unit;
}

function flat(directions: Float64Array, key: string): Float64Array {
  if (directions.length % 3 !== 0) {
    throw new InputError(
      `'${key}' has ${directions.length} numbers, which is not a multiple of 3`,
    );
  }
  return directions.map((x, i) => finiteNumber(x, `${key}[${Math.floor(i / 3)}][${i % 3}]`));
}

function nested(directions: readonly unknown[], key: string): Float64Array {
  const out = new Float64Array(3 * directions.length);
  directions.forEach((direction, d) => {
    if (!Array.isArray(direction) || direction.length !== 3) {
      throw new InputError(`'${key}[${d}]' must be three numbers`);
    }
    direction.forEach((x, k) => out[3 * d + k] = finiteNumber(x, `${key}[${d}][${k}]`));
  });
  return out;
}

/** Checks the number of directions asked for. */
export function directionCount(n: number): number {
  if (Number.isInteger(n) && n > 0) return n;
  throw new InputError(`The number of directions is ${n} but must be a positive whole number`);
}

/**
 * Directions on a Fibonacci spiral over the upper hemisphere: z_i = 1 − (i + ½)/n, turned by the golden angle each.
 *
 * @param n Number of directions.
 * @returns Unit vectors, [3 × n], with z > 0.
 * @throws {InputError} If `n` is not a positive whole number.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { fibonacciHemisphere } from "@torrey/torrey";
 *
 * const directions = fibonacciHemisphere(15);
 * assertEquals(directions.length, 45);
 * assertAlmostEquals(directions[2], 1 - 0.5 / 15, 1e-15);
 * ```
 */
export function fibonacciHemisphere(n: number): Float64Array {
  directionCount(n);
  const goldenAngle = Math.PI * (3 - Math.sqrt(5));
  const out = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) {
    const z = 1 - (i + 0.5) / n;
    const radius = Math.sqrt(1 - z * z);
    out.set([radius * Math.cos(goldenAngle * i), radius * Math.sin(goldenAngle * i), z], 3 * i);
  }
  return unitDirections(out);
}
