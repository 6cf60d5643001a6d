/**
 * Writes TetGen's pair of files, `.node` and `.ele`, counting from 0.
 *
 * @module
 */
import type { TetMesh } from "../tet_mesh.ts";
import { joinLines, tableLines } from "./text_table.ts";

/** The texts of TetGen's two files. */
export interface TetgenText {
  /** The `.node` file. */
  readonly node: string;
  /** The `.ele` file. */
  readonly ele: string;
}

/**
 * Writes a mesh in TetGen's format; of several compartments each is a region.
 *
 * @param mesh The mesh.
 * @returns The texts of the two files.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { box, formatTetgen, parseTetgen } from "@torrey/torrey";
 *
 * const mesh = box({ size: [1, 1, 1], edgeLength: 0.5 });
 * const { node, ele } = formatTetgen(mesh);
 * assertEquals(parseTetgen(node, ele), mesh);
 * ```
 */
export function formatTetgen(mesh: TetMesh): TetgenText {
  const regions = mesh.compartments.some((id) => id !== 0);
  const tets = tableLines(mesh.tets, 4, (tet) => `${tet}`);
  return {
    node: joinLines(
      `${mesh.points.shape[0]} 3 0 0`,
      tableLines(mesh.points.data, 3, (node) => `${node}`),
    ),
    ele: joinLines(
      `${tets.length} 4 ${regions ? 1 : 0}`,
      regions ? tets.map((line, tet) => `${line} ${mesh.compartments[tet]}`) : tets,
    ),
  };
}
