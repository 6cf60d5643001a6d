/**
 * Writes Gmsh's MSH format as text, versions 2.2 and 4.1.
 *
 * @module
 */
import type { TetMesh } from "../tet_mesh.ts";
import { joinLines, tableLines } from "./text_table.ts";

/** Linear tetrahedron in Gmsh's list of element types. */
const TETRAHEDRON = 4;

/** How to write a `.msh` file. */
export interface FormatGmshOptions {
  /** The format's version; 4.1 when left out. */
  readonly version?: "2.2" | "4.1";
}

/**
 * Writes a mesh in Gmsh's format; compartment c becomes the volume and the physical group c + 1.
 *
 * @param mesh The mesh.
 * @param options Which version to write.
 * @returns The text of the file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { box, formatGmsh, parseGmsh } from "@torrey/torrey";
 *
 * const mesh = box({ size: [1, 1, 1], edgeLength: 0.5 });
 * assertEquals(parseGmsh(formatGmsh(mesh, { version: "2.2" })), mesh);
 * ```
 */
export function formatGmsh(mesh: TetMesh, options: FormatGmshOptions = {}): string {
  return options.version === "2.2" ? format22(mesh) : format41(mesh);
}

function format22(mesh: TetMesh): string {
  const nodes = tableLines(mesh.points.data, 3, (node) => `${node + 1}`);
  const tets = tableLines(mesh.tets.map((node) => node + 1), 4, (tet) => {
    const tag = mesh.compartments[tet] + 1;
    return `${tet + 1} ${TETRAHEDRON} 2 ${tag} ${tag}`;
  });
  return joinLines(
    ["$MeshFormat", "2.2 0 8", "$EndMeshFormat"],
    ["$Nodes", `${nodes.length}`],
    nodes,
    ["$EndNodes", "$Elements", `${tets.length}`],
    tets,
    "$EndElements",
  );
}

function format41(mesh: TetMesh): string {
  const nodes = tableLines(mesh.points.data, 3);
  const bounds = boundsText(mesh);
  const ids = [...new Set(mesh.compartments)].sort((a, b) => a - b);
  // Elements come in runs of one compartment, so that their order survives.
  const blocks: string[][] = [];
  const tets = tableLines(mesh.tets.map((node) => node + 1), 4, (tet) => `${tet + 1}`);
  for (let start = 0; start < tets.length;) {
    let end = start;
    while (end < tets.length && mesh.compartments[end] === mesh.compartments[start]) end++;
    const header = `3 ${mesh.compartments[start] + 1} ${TETRAHEDRON} ${end - start}`;
    blocks.push([header, ...tets.slice(start, end)]);
    start = end;
  }
  return joinLines(
    ["$MeshFormat", "4.1 0 8", "$EndMeshFormat"],
    ["$Entities", `0 0 0 ${ids.length}`],
    ids.map((id) => `${id + 1} ${bounds} 1 ${id + 1} 0`),
    ["$EndEntities", "$Nodes", `1 ${nodes.length} 1 ${nodes.length}`],
    `3 ${ids[0] + 1} 0 ${nodes.length}`,
    nodes.map((_, node) => `${node + 1}`),
    nodes,
    ["$EndNodes", "$Elements", `${blocks.length} ${tets.length} 1 ${tets.length}`],
    blocks.flat(),
    "$EndElements",
  );
}

/** The mesh's bounding box: the least x, y and z, then the greatest. */
function boundsText(mesh: TetMesh): string {
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  mesh.points.data.forEach((x, i) => {
    low[i % 3] = Math.min(low[i % 3], x);
    high[i % 3] = Math.max(high[i % 3], x);
  });
  return [...low, ...high].join(" ");
}
