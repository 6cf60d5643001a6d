/**
 * Smooth functions on a mesh, in order of roughness: its lowest Laplace eigenmodes, K φ = λ M φ with D = 1.
 *
 * @module
 */
import type { Tensor } from "../autodiff/mod.ts";
import { InputError } from "../input_error.ts";
import { meshQuality, type TetMesh } from "../mesh/mod.ts";
import { laplaceEigenmodes } from "../spectral/mod.ts";

/** Smooth functions on the nodes of a mesh. */
export interface SmoothModes {
  /** Their values, shape [nodes, modes], each of mean square 1 over the volume. */
  readonly values: Tensor;
  /** λ: the mean square of each one's gradient, ascending, 1/µm², [modes]. */
  readonly eigenvalues: Float64Array;
}

/**
 * Computes the smoothest functions on a mesh that are not constant.
 *
 * Constants, one for each connected piece, are left out: displacing a whole piece does not change its signal.
 *
 * @param mesh The mesh.
 * @param count How many.
 * @returns The functions, orthogonal over the volume.
 * @throws {InputError} If the mesh has not so many.
 *
 * @example The slowest mode of a rod is half a cosine along it
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { box, smoothModes } from "@torrey/torrey";
 *
 * const { eigenvalues } = smoothModes(box({ size: [1, 1, 8], edgeLength: 0.5 }), 2);
 * assertAlmostEquals(eigenvalues[0], (Math.PI / 8) ** 2, 1e-3);
 * assertAlmostEquals(eigenvalues[1], (2 * Math.PI / 8) ** 2, 1e-2);
 * ```
 */
export function smoothModes(mesh: TetMesh, count: number): SmoothModes {
  const { nodes, pieces, volume } = meshQuality(mesh);
  if (!(Number.isInteger(count) && count > 0 && count + pieces <= nodes)) {
    throw new InputError(
      `The number of smooth modes is ${count} but must be a whole number from 1 to ${
        nodes - pieces
      } on a mesh of ${nodes} nodes`,
    );
  }
  const { eigenvalues, vectors } = laplaceEigenmodes(mesh, { modes: count + pieces });
  const columns = eigenvalues.length, scale = Math.sqrt(volume);
  const data = new Float64Array(nodes * count);
  for (let node = 0; node < nodes; node++) {
    for (let j = 0; j < count; j++) {
      data[node * count + j] = scale * vectors.data[node * columns + pieces + j];
    }
  }
  return {
    values: { shape: [nodes, count], data },
    eigenvalues: eigenvalues.slice(pieces, pieces + count),
  };
}
