/**
 * The assembled matrices of a mesh for the tests: K, M and J_k of linear elements, and plain products with them.
 *
 * @module
 */
import { isotropicCoefficients, type P1Space, p1Space } from "../core/fem/mod.ts";
import type { TetMesh } from "../core/mesh/mod.ts";

/** The space of a mesh, assembled at its points for an isotropic diffusivity. */
export function assembledSpace(mesh: TetMesh, columns: number, diffusivity: number = 1): P1Space {
  const single = { ...mesh, compartments: new Int32Array(mesh.compartments.length) };
  const space = p1Space(single, { columns });
  space.assemble(mesh.points.data, isotropicCoefficients(diffusivity));
  return space;
}

/** A X for one of the space's matrices and a block X of any number of columns. */
export function sparseTimes(
  space: P1Space,
  values: Float64Array,
  x: Float64Array,
): Float64Array {
  const { rowStart, columnIndex } = space.pattern, n = x.length / space.nodes;
  const y = new Float64Array(x.length);
  for (let row = 0; row < space.nodes; row++) {
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) {
      for (let j = 0; j < n; j++) y[row * n + j] += values[e] * x[columnIndex[e] * n + j];
    }
  }
  return y;
}

/** AᵀB of two blocks with the same number of rows. */
export function gram(rows: number, a: Float64Array, b: Float64Array): Float64Array {
  const m = a.length / rows, n = b.length / rows, c = new Float64Array(m * n);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) c[i * n + j] += a[row * m + i] * b[row * n + j];
    }
  }
  return c;
}

/** The largest magnitude. */
export function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
