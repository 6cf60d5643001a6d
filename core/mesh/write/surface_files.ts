/**
 * Writes surfaces: PLY, and STL as text or binary. Of a mesh it is the boundary.
 *
 * @module
 */
import { type Surface, surfaceOf } from "../surface.ts";
import type { TetMesh } from "../tet_mesh.ts";
import { exactNumber, joinLines, tableLines } from "./text_table.ts";

/**
 * Writes a surface, or the boundary of a mesh, in the PLY format, as text, its nodes in double precision.
 *
 * @param mesh The surface, or the mesh.
 * @returns The text of the file.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { box, formatPly } from "@torrey/torrey";
 *
 * assert(formatPly(box({ size: [1, 1, 1], edgeLength: 1 })).includes("element face 12"));
 * ```
 */
export function formatPly(mesh: TetMesh | Surface): string {
  const { points, triangles } = surfaceOf(mesh);
  return joinLines(
    ["ply", "format ascii 1.0", "comment lengths in um"],
    [
      `element vertex ${points.shape[0]}`,
      ..."xyz".split("").map((axis) => `property double ${axis}`),
    ],
    [
      `element face ${triangles.length / 3}`,
      "property list uchar int vertex_indices",
      "end_header",
    ],
    tableLines(points.data, 3),
    tableLines(triangles, 3, () => "3"),
  );
}

/**
 * Writes a surface, or the boundary of a mesh, in the STL format, as text.
 *
 * @param mesh The surface, or the mesh.
 * @returns The text of the file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { box, formatStl } from "@torrey/torrey";
 *
 * const text = formatStl(box({ size: [1, 1, 1], edgeLength: 1 }));
 * assertEquals(text.match(/facet normal/g)?.length, 12);
 * ```
 */
export function formatStl(mesh: TetMesh | Surface): string {
  const surface = surfaceOf(mesh);
  const lines: string[] = ["solid mesh"];
  for (let f = 0; f < surface.triangles.length; f += 3) {
    const corners = cornersOf(surface, f);
    lines.push(`facet normal ${normalOf(corners).map(exactNumber).join(" ")}`, "outer loop");
    for (let k = 0; k < 9; k += 3) {
      lines.push(`vertex ${corners.slice(k, k + 3).map(exactNumber).join(" ")}`);
    }
    lines.push("endloop", "endfacet");
  }
  return joinLines(lines, "endsolid mesh");
}

/** Sizes of the parts of a binary STL file, bytes. */
const STL_HEADER = 80, STL_COUNT = 4, STL_TRIANGLE = 50, FLOAT = 4;

/**
 * Writes a surface, or the boundary of a mesh, in the binary STL format, in single precision.
 *
 * @param mesh The surface, or the mesh.
 * @returns The bytes of the file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { box, formatBinaryStl } from "@torrey/torrey";
 *
 * assertEquals(formatBinaryStl(box({ size: [1, 1, 1], edgeLength: 1 })).length, 84 + 12 * 50);
 * ```
 */
export function formatBinaryStl(mesh: TetMesh | Surface): Uint8Array<ArrayBuffer> {
  const surface = surfaceOf(mesh);
  const count = surface.triangles.length / 3;
  const bytes = new Uint8Array(STL_HEADER + STL_COUNT + STL_TRIANGLE * count);
  const view = new DataView(bytes.buffer);
  // A header that begins with "solid" would make it pass for text.
  new TextEncoder().encodeInto("binary STL, lengths in um", bytes);
  view.setUint32(STL_HEADER, count, true);
  for (let f = 0; f < count; f++) {
    const corners = cornersOf(surface, 3 * f);
    let at = STL_HEADER + STL_COUNT + STL_TRIANGLE * f;
    for (const value of [...normalOf(corners), ...corners]) {
      view.setFloat32(at, value, true);
      at += FLOAT;
    }
  }
  return bytes;
}

/** The nine coordinates of the triangle that begins at place f of the surface's list. */
function cornersOf(surface: Surface, f: number): number[] {
  const p = surface.points.data;
  const corners: number[] = [];
  for (const node of surface.triangles.subarray(f, f + 3)) {
    corners.push(p[3 * node], p[3 * node + 1], p[3 * node + 2]);
  }
  return corners;
}

function normalOf([ax, ay, az, bx, by, bz, cx, cy, cz]: number[]): number[] {
  const ux = bx - ax, uy = by - ay, uz = bz - az, vx = cx - ax, vy = cy - ay, vz = cz - az;
  const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  const length = Math.hypot(...normal);
  return normal.map((x) => x / length);
}
