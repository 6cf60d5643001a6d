/**
 * Reads Gmsh's MSH format as text, versions 2.2 and 4.1 (Gmsh reference manual, "MSH file format").
 *
 * @module
 */
import type { TetMesh } from "../tet_mesh.ts";
import { type GmshParts, newGmshParts } from "./gmsh_parts.ts";
import { readElements22, readNodes22 } from "./gmsh_22.ts";
import { readElements41, readEntities41, readNodes41 } from "./gmsh_41.ts";
import { LineScanner } from "./line_scanner.ts";
import { compartmentsOfTags, parsedMesh, type ParseOptions } from "./parsed_mesh.ts";

/**
 * Reads a mesh from the text of a `.msh` file.
 *
 * Its linear tetrahedra make the mesh; points, lines and triangles are passed over, other volume elements refused. Physical
 * groups become compartments, numbered 0, 1, … in ascending order of their tags; without any, the volumes' own tags do.
 *
 * @param text The text, lengths in µm.
 * @param options A name for errors, and what to mend.
 * @returns The mesh.
 * @throws {InputError} If the file is binary, of another version or malformed, or the mesh is not valid.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { box, formatGmsh, parseGmsh } from "@torrey/torrey";
 *
 * const mesh = box({ size: [1, 1, 1], edgeLength: 0.5 });
 * assertEquals(parseGmsh(formatGmsh(mesh)), mesh);
 * ```
 */
export function parseGmsh(text: string, options: ParseOptions = {}): TetMesh {
  const label = options.name === undefined ? "the Gmsh mesh" : `'${options.name}'`;
  const scanner = new LineScanner(text, label);
  const version = readFormat(scanner);
  const parts = newGmshParts();
  while (scanner.advance()) {
    const section = scanner.text(0);
    if (!section.startsWith("$")) {
      throw scanner.lineError(`holds '${section}', expected the start of a section such as $Nodes`);
    }
    if (section === "$Nodes") {
      version === 2 ? readNodes22(scanner, parts) : readNodes41(scanner, parts);
    } else if (section === "$Elements") {
      version === 2 ? readElements22(scanner, parts) : readElements41(scanner, parts);
    } else if (section === "$Entities" && version === 4) readEntities41(scanner, parts);
    else {
      skipSection(scanner, section);
      continue;
    }
    scanner.need(`$End${section.slice(1)}`);
    if (scanner.text(0) !== `$End${section.slice(1)}`) {
      throw scanner.lineError(
        `holds '${scanner.text(0)}', expected $End${
          section.slice(1)
        }: the section's counts may be wrong`,
      );
    }
  }
  return meshOf(scanner, label, parts, options);
}

function readFormat(scanner: LineScanner): 2 | 4 {
  if (!scanner.advance() || scanner.text(0) !== "$MeshFormat") {
    throw scanner.error("it does not begin with $MeshFormat: is it a Gmsh mesh?");
  }
  scanner.need("the format's version");
  scanner.columns(3);
  const version = scanner.text(0);
  if (scanner.integer(1) !== 0) {
    throw scanner.error("it is binary: save it as text, with 'Mesh.Binary = 0' in Gmsh");
  }
  if (version !== "2" && !/^2\.[0-2]$/.test(version) && version !== "4.1") {
    throw scanner.lineError(
      `gives format version ${version}, expected 2.2 or 4.1: save it in one of those`,
    );
  }
  scanner.need("$EndMeshFormat");
  if (scanner.text(0) !== "$EndMeshFormat") {
    throw scanner.lineError(`holds '${scanner.text(0)}', expected $EndMeshFormat`);
  }
  return version === "4.1" ? 4 : 2;
}

function skipSection(scanner: LineScanner, section: string): void {
  const end = `$End${section.slice(1)}`;
  do scanner.need(end); while (scanner.text(0) !== end);
}

function meshOf(
  scanner: LineScanner,
  label: string,
  parts: GmshParts,
  options: ParseOptions,
): TetMesh {
  if (!parts.nodesRead) throw scanner.error("it has no $Nodes section: the mesh is empty");
  if (parts.tets.length === 0) throw scanner.error("it has no tetrahedra: mesh its volumes first");
  const tags = parts.physicalTags.some((tag) => tag !== 0) ? parts.physicalTags : parts.entityTags;
  return parsedMesh(label, {
    points: Float64Array.from(parts.points),
    tets: Int32Array.from(parts.tets),
    compartments: compartmentsOfTags(Float64Array.from(tags)),
  }, options);
}
