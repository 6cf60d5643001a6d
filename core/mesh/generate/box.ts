/**
 * Generates the mesh of a box: cells split into a regular tetrahedron and four corners, mirrored from cell to cell.
 *
 * @module
 */
import { type TetMesh, tetMesh } from "../tet_mesh.ts";
import { checkEdgeLength, checkLength, checkNodeCount } from "./edge_length.ts";

/** Cell size over mean edge length: a cell has as many face diagonals as sides. */
const CELL = 2 / (1 + Math.SQRT2);

/** The five tetrahedra of a cell; bits 0, 1 and 2 of a corner are its x, y and z. */
const CELL_TETS = [0, 1, 2, 4, 3, 1, 2, 7, 5, 1, 4, 7, 6, 2, 4, 7, 1, 2, 4, 7] as const;

/** A box, and how finely to mesh it. */
export interface BoxOptions {
  /** Lengths of the sides along x, y and z, µm. */
  readonly size: readonly [number, number, number];
  /** Target mean edge length, µm; the mesh comes within 20 % of it where the shape has room for it. */
  readonly edgeLength: number;
}

/**
 * Generates a box about the origin.
 *
 * @param options The box and the target edge length.
 * @returns The mesh, of one compartment.
 * @throws {InputError} If a length is not positive, the edge length exceeds a side, or the mesh would be too large.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { box, totalVolume } from "@torrey/torrey";
 *
 * assertAlmostEquals(totalVolume(box({ size: [1, 2, 3], edgeLength: 0.5 })), 6, 1e-12);
 * ```
 */
export function box(options: BoxOptions): TetMesh {
  const { size, edgeLength } = options;
  ["x", "y", "z"].forEach((axis, i) => checkLength("box", `size along ${axis}`, size[i]));
  checkEdgeLength("box", edgeLength, { "shortest side": Math.min(...size) });
  const [nx, ny, nz] = size.map((side) => Math.max(1, Math.round(side / (CELL * edgeLength))));
  checkNodeCount("box", edgeLength, (nx + 1) * (ny + 1) * (nz + 1));

  const points = new Float64Array(3 * (nx + 1) * (ny + 1) * (nz + 1));
  const nodeAt = (i: number, j: number, k: number): number => i + (nx + 1) * (j + (ny + 1) * k);
  for (let k = 0; k <= nz; k++) {
    for (let j = 0; j <= ny; j++) {
      for (let i = 0; i <= nx; i++) {
        const place = [
          size[0] * (i / nx - 0.5),
          size[1] * (j / ny - 0.5),
          size[2] * (k / nz - 0.5),
        ];
        points.set(place, 3 * nodeAt(i, j, k));
      }
    }
  }
  const tets = new Int32Array(20 * nx * ny * nz);
  let next = 0;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++) {
        const mirror = (i + j + k) % 2;
        for (const corner of CELL_TETS) {
          const c = corner ^ mirror;
          tets[next++] = nodeAt(i + (c & 1), j + ((c >> 1) & 1), k + (c >> 2));
        }
      }
    }
  }
  return tetMesh({ points, tets }, { repair: true });
}
