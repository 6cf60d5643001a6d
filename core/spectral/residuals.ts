/**
 * How well computed modes satisfy the eigenvalue equation.
 *
 * @module
 */
import type { P1Space } from "../fem/mod.ts";

/**
 * ‖K p_j − λ_j M p_j‖ / ‖M p_j‖ of every mode, 1/ms; uses the space's blocks.
 *
 * @param space The space whose matrices are meant, with room for n columns.
 * @param eigenvalues λ, [n].
 * @param vectors P, [nodes × n].
 * @returns The norms, [n].
 */
export function residualNorms(
  space: P1Space,
  eigenvalues: Float64Array,
  vectors: Float64Array,
): Float64Array {
  const n = eigenvalues.length;
  const [p, kp, mp] = space.blocks;
  p.set(vectors);
  space.apply(space.matrices.stiffness, p, n, kp);
  space.apply(space.matrices.mass, p, n, mp);
  const top = new Float64Array(n), bottom = new Float64Array(n);
  for (let row = 0; row < space.nodes * n; row += n) {
    for (let j = 0; j < n; j++) {
      top[j] += (kp[row + j] - eigenvalues[j] * mp[row + j]) ** 2;
      bottom[j] += mp[row + j] ** 2;
    }
  }
  return top.map((value, j) => Math.sqrt(value / bottom[j]));
}
