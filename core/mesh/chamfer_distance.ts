/**
 * The chamfer distance between two sets of points: how far, on average, a point of either lies from the other set.
 *
 * d(A, B) = ½ [ mean over a of min over b |a − b| + mean over b of min over a |b − a| ]
 *
 * @module
 */
import type { Tensor } from "../autodiff/mod.ts";
import { InputError } from "../input_error.ts";
import { kdTree, nearestDistances } from "./kd_tree.ts";

/**
 * Computes the symmetric chamfer distance, of distances rather than of their squares:
 * half the sum of the mean distance from A to its nearest points of B and the mean distance from B to A.
 *
 * To compare two shapes give the boundary nodes, `boundarySurface(mesh).points`.
 *
 * @param pointsA The first set, shape [n, 3], µm.
 * @param pointsB The second set, shape [m, 3], µm.
 * @returns The distance, µm; 0 for equal sets.
 * @throws {InputError} If a set is empty or has not the shape [n, 3].
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { chamferDistance } from "@torrey/torrey";
 *
 * const a = { shape: [2, 3], data: Float64Array.of(0, 0, 0, 10, 0, 0) };
 * const b = { shape: [1, 3], data: Float64Array.of(0, 3, 4) };
 * assertAlmostEquals(chamferDistance(a, b), ((5 + Math.hypot(10, 3, 4)) / 2 + 5) / 2, 1e-12);
 * ```
 */
export function chamferDistance(pointsA: Tensor, pointsB: Tensor): number {
  for (const [name, { shape }] of [["first", pointsA], ["second", pointsB]] as const) {
    if (shape.length !== 2 || shape[1] !== 3 || shape[0] === 0) {
      throw new InputError(
        `Cannot measure the chamfer distance: the ${name} set has shape [${
          shape.join(", ")
        }], expected [n, 3] with n > 0`,
      );
    }
  }
  const toB = nearestDistances(kdTree(pointsB.data), pointsA.data);
  const toA = nearestDistances(kdTree(pointsA.data), pointsB.data);
  return (mean(toB) + mean(toA)) / 2;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
