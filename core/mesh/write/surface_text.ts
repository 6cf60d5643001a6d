/**
 * Writes surfaces for viewers: Wavefront OBJ, and polygons in the legacy VTK format. Of a mesh it is the boundary.
 *
 * @module
 */
import { type Surface, surfaceOf } from "../surface.ts";
import type { TetMesh } from "../tet_mesh.ts";
import { joinLines, tableLines } from "./text_table.ts";

/**
 * Writes a surface, or the boundary of a mesh, in Wavefront's OBJ format.
 *
 * @param mesh The surface, or the mesh.
 * @returns The text of the file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { box, formatObj } from "@torrey/torrey";
 *
 * const lines = formatObj(box({ size: [1, 1, 1], edgeLength: 1 })).split("\n");
 * assertEquals(lines.filter((line) => line.startsWith("f ")).length, 12);
 * ```
 */
export function formatObj(mesh: TetMesh | Surface): string {
  const { points, triangles } = surfaceOf(mesh);
  return joinLines(
    "# lengths in um",
    tableLines(points.data, 3, () => "v"),
    // The format counts nodes from 1.
    tableLines(triangles.map((node) => node + 1), 3, () => "f"),
  );
}

/**
 * Writes a surface, or the boundary of a mesh, as polygons in the legacy VTK format.
 *
 * @param mesh The surface, or the mesh.
 * @returns The text of the file.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { box, formatVtkSurface } from "@torrey/torrey";
 *
 * const text = formatVtkSurface(box({ size: [1, 1, 1], edgeLength: 1 }));
 * assert(text.includes("DATASET POLYDATA\nPOINTS 8 double"));
 * ```
 */
export function formatVtkSurface(mesh: TetMesh | Surface): string {
  const { points, triangles } = surfaceOf(mesh);
  const count = triangles.length / 3;
  return joinLines(
    ["# vtk DataFile Version 3.0", "Surface, lengths in um", "ASCII", "DATASET POLYDATA"],
    `POINTS ${points.shape[0]} double`,
    tableLines(points.data, 3),
    `POLYGONS ${count} ${4 * count}`,
    tableLines(triangles, 3, () => "3"),
  );
}
