/**
 * The volume of a mesh as a differentiable function of its points: V = Σ (b−a)×(c−a)·(d−a)/6.
 *
 * @module
 */
import { cross, divide, gather, multiply, subtract, sum, type Tensor } from "../autodiff/mod.ts";

/**
 * Makes the function from points to the volume.
 *
 * @param tets Node indices, [4 × tets].
 * @returns From points, shape [nodes, 3] in µm, to the volume in µm³, a scalar.
 */
export function meshVolume(tets: Int32Array): (points: Tensor) => Tensor {
  const corners = [0, 1, 2, 3].map((k) => tets.filter((_, i) => i % 4 === k));
  return (points) => {
    const [a, b, c, d] = corners.map((nodes) => gather(points, nodes));
    const normal = cross(subtract(b, a), subtract(c, a));
    return divide(sum(multiply(normal, subtract(d, a))), 6);
  };
}
