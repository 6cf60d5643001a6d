/**
 * Stretching along the axes: p ↦ c + diag(f) (p − c).
 *
 * @module
 */
import { add, multiply, stack, subtract, type Tensor, type Value } from "../../autodiff/mod.ts";
import { coordinatesOf } from "./coordinates.ts";

/** Parameters of {@linkcode stretch}. */
export interface StretchParameters {
  /** Factor along x; 1 by default. */
  readonly x?: Value;
  /** Factor along y; 1 by default. */
  readonly y?: Value;
  /** Factor along z; 1 by default. */
  readonly z?: Value;
  /** The point that stays, c, shape [3], µm; the origin by default. */
  readonly about?: Tensor;
}

/**
 * Stretches points. The same factor along x and y changes the radius of an axon along z.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, stretch } from "@torrey/torrey";
 *
 * const points = fromArray([[1, 2, 3]]);
 * assertEquals(stretch(points, { x: 2, y: 2 }), fromArray([[2, 4, 3]]));
 * ```
 *
 * @param points Shape [n, 3], µm
 * @param parameters Factors, and the point that stays
 * @returns Stretched points, [n, 3], µm
 */
export function stretch(points: Tensor, parameters: StretchParameters): Tensor {
  coordinatesOf(points);
  const { x = 1, y = 1, z = 1, about } = parameters;
  const factors = stack([x, y, z]);
  if (about === undefined) return multiply(points, factors);
  return add(about, multiply(subtract(points, about), factors));
}
