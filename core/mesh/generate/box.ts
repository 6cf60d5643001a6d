/**
 * Generates the mesh of a box: cells split into a regular tetrahedron and four corners, mirrored from cell to cell.
 *
 * @module
 */
import { type TetMesh, tetMesh } from "../tet_mesh.ts";
import { checkEdgeLength, checkLength, checkNodeCount } from "./edge_length.ts";
import { CELL, evenPlaces, grid } from "./grid.ts";

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

  const planes = [nx, ny, nz].map((count, i) => evenPlaces(size[i], count));
  return tetMesh(grid(planes[0], planes[1], planes[2]), { repair: true });
}
