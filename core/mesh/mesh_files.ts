/**
 * Reads and writes mesh files, the format taken from the extension; the only file of this folder that touches the disk.
 *
 * @module
 */
import {
  fileExists,
  readBinaryFile,
  readTextFile,
  writeFileAtomic,
  writeFilesAtomic,
} from "../files/mod.ts";
import { InputError } from "../input_error.ts";
import { parseGmsh, parseTetgen, parseVtk } from "./read/mod.ts";
import type { Surface } from "./surface.ts";
import type { TetMesh, TetMeshOptions } from "./tet_mesh.ts";
import {
  formatBinaryStl,
  formatGmsh,
  type FormatGmshOptions,
  formatObj,
  formatPly,
  formatStl,
  formatTetgen,
  formatVtk,
  type FormatVtkOptions,
  formatVtkSurface,
} from "./write/mod.ts";

/** How to write a mesh file; options that the format has no use for are passed over. */
export interface WriteMeshOptions extends FormatVtkOptions, FormatGmshOptions {
  /** Write STL in its binary form. */
  readonly binary?: boolean;
}

/**
 * Reads a mesh from a file: TetGen `.node` or `.ele` (either names the pair), Gmsh `.msh`, legacy VTK `.vtk`.
 *
 * @param path The file; its lengths are taken as µm.
 * @param options What to mend: nothing by default.
 * @returns The mesh.
 * @throws {InputError} If a file is missing, unknown or malformed, or the mesh is not valid.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { box, readMesh, writeMesh } from "@torrey/torrey";
 *
 * const mesh = box({ size: [1, 2, 3], edgeLength: 0.5 });
 * const path = Deno.makeTempDirSync() + "/box.node";
 * writeMesh(path, mesh);
 * assertEquals(readMesh(path), mesh);
 * ```
 */
export function readMesh(path: string, options: TetMeshOptions = {}): TetMesh {
  const { stem, extension } = splitPath(path);
  switch (extension) {
    case ".node":
    case ".ele": {
      const nodeName = extension === ".node" ? path : `${stem}.node`;
      const eleName = extension === ".ele" ? path : `${stem}.ele`;
      if (fileExists(path)) {
        if (!fileExists(eleName)) throw partnerError(nodeName, "tetrahedra", eleName);
        if (!fileExists(nodeName)) throw partnerError(eleName, "nodes", nodeName);
      }
      const names = { nodeName, eleName };
      return parseTetgen(readTextFile(nodeName), readTextFile(eleName), { ...options, ...names });
    }
    case ".msh":
      return parseGmsh(readTextFile(path), { ...options, name: path });
    case ".vtk":
      return parseVtk(readBinaryFile(path), { ...options, name: path });
    default:
      throw new InputError(
        `Cannot read '${path}': expected a mesh file, one of .node, .ele, .msh and .vtk`,
      );
  }
}

/**
 * Writes a mesh to a file: TetGen `.node` or `.ele` (both are written), Gmsh `.msh`, legacy VTK `.vtk`, or its surface alone,
 * `.ply` or `.stl`.
 *
 * All but STL, which has no shared nodes, read back to the very same numbers. A file is written whole or not at all.
 *
 * @param path The file, replaced if there is one.
 * @param mesh The mesh.
 * @param options Data arrays for VTK, the version for Gmsh, binary or not for STL.
 * @throws {InputError} If the format is unknown or the file cannot be written.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { sphere, writeMesh } from "@torrey/torrey";
 *
 * const path = Deno.makeTempDirSync() + "/sphere.vtk";
 * writeMesh(path, sphere({ radius: 2, edgeLength: 1 }));
 * assert(Deno.readTextFileSync(path).startsWith("# vtk DataFile"));
 * ```
 */
export function writeMesh(path: string, mesh: TetMesh, options: WriteMeshOptions = {}): void {
  const { stem, extension } = splitPath(path);
  switch (extension) {
    case ".node":
    case ".ele": {
      const { node, ele } = formatTetgen(mesh);
      const nodePath = extension === ".node" ? path : `${stem}.node`;
      const elePath = extension === ".ele" ? path : `${stem}.ele`;
      return writeFilesAtomic({ [nodePath]: node, [elePath]: ele });
    }
    case ".msh":
      return writeFileAtomic(path, formatGmsh(mesh, options));
    case ".vtk":
      return writeFileAtomic(path, formatVtk(mesh, options));
    case ".ply":
      return writeFileAtomic(path, formatPly(mesh));
    case ".stl":
      return writeFileAtomic(path, options.binary ? formatBinaryStl(mesh) : formatStl(mesh));
    default:
      throw new InputError(
        `Cannot write '${path}': expected one of .node, .ele, .msh, .vtk, .ply and .stl`,
      );
  }
}

/**
 * Writes a surface to a file: PLY `.ply`, STL `.stl`, Wavefront OBJ `.obj` or legacy VTK `.vtk`, such as of one compartment.
 *
 * @param path The file, replaced if there is one; it is written whole or not at all.
 * @param surface The surface.
 * @param options Whether STL is to be binary.
 * @throws {InputError} If the format is unknown or the file cannot be written.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { compartmentSurface, concentricSpheres, writeSurface } from "@torrey/torrey";
 *
 * const cell = concentricSpheres({ radii: [2, 5], edgeLength: 1 });
 * const path = Deno.makeTempDirSync() + "/nucleus.obj";
 * writeSurface(path, compartmentSurface(cell, 0));
 * assert(Deno.readTextFileSync(path).startsWith("# lengths in um\nv "));
 * ```
 */
export function writeSurface(
  path: string,
  surface: Surface,
  options: Pick<WriteMeshOptions, "binary"> = {},
): void {
  switch (splitPath(path).extension) {
    case ".ply":
      return writeFileAtomic(path, formatPly(surface));
    case ".stl":
      return writeFileAtomic(path, options.binary ? formatBinaryStl(surface) : formatStl(surface));
    case ".obj":
      return writeFileAtomic(path, formatObj(surface));
    case ".vtk":
      return writeFileAtomic(path, formatVtkSurface(surface));
    default:
      throw new InputError(`Cannot write '${path}': expected one of .ply, .stl, .obj and .vtk`);
  }
}

function splitPath(path: string): { stem: string; extension: string } {
  const match = /^(.*)(\.[^./\\]+)$/s.exec(path);
  return match
    ? { stem: match[1], extension: match[2].toLowerCase() }
    : { stem: path, extension: "" };
}

function partnerError(path: string, what: string, partner: string): InputError {
  return new InputError(
    `Cannot read '${path}': its ${what} '${partner}' are missing, put the file beside it`,
  );
}
