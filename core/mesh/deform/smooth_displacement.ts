/**
 * Displacement along given smooth functions on the nodes: p_i ↦ p_i + Σ_j φ_j(i) c_j.
 *
 * @module
 */
import { add, matmul, type Tensor } from "../../autodiff/mod.ts";
import { coordinatesOf } from "./coordinates.ts";

/**
 * Displaces points by a combination of modes, such as the lowest Laplace eigenfunctions on the mesh.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, smoothDisplacement } from "@torrey/torrey";
 *
 * const points = fromArray([[0, 0, 0], [0, 0, 1]]);
 * const modes = fromArray([[1], [2]]);
 * assertEquals(
 *   smoothDisplacement(points, modes, fromArray([[3, 0, 0]])),
 *   fromArray([[3, 0, 0], [6, 0, 1]]),
 * );
 * ```
 *
 * @param points Shape [n, 3], µm
 * @param modes Values of m functions at the points, shape [n, m]
 * @param coefficients One displacement for each function, shape [m, 3], µm
 * @returns Displaced points, [n, 3], µm
 */
export function smoothDisplacement(points: Tensor, modes: Tensor, coefficients: Tensor): Tensor {
  coordinatesOf(points);
  return add(points, matmul(modes, coefficients));
}
