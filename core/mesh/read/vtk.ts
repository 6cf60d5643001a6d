/**
 * Reads the legacy VTK format, unstructured grids of tetrahedra, as text or binary (VTK User's Guide, "VTK file formats").
 *
 * @module
 */
import type { TetMesh } from "../tet_mesh.ts";
import { parsedMesh, type ParseOptions } from "./parsed_mesh.ts";
import { readAttribute } from "./vtk_attributes.ts";
import { VtkScanner } from "./vtk_scanner.ts";

/** Tetrahedron in VTK's list of cell types. */
const TETRAHEDRON = 10;

/** VTK's types of points, lines and surfaces, which are passed over. */
const FLAT_CELLS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 21, 22, 23]);

/** The cell data array that holds the compartments. */
const COMPARTMENT = "compartment";

/** The cells of a grid: the nodes of cell i are connectivity[offsets[i]] to connectivity[offsets[i + 1] − 1]. */
interface Cells {
  readonly offsets: Float64Array;
  readonly connectivity: Float64Array;
}

/**
 * Reads a mesh from a legacy `.vtk` file.
 *
 * Points, lines and surface cells are passed over, volume cells other than tetrahedra refused. The cell data array
 * `compartment`, if there is one, gives the compartments as they are; other data are passed over.
 *
 * @param source The file's text, or its bytes if it may be binary; lengths in µm.
 * @param options A name for errors, and what to mend.
 * @returns The mesh.
 * @throws {InputError} If the file is no legacy unstructured grid or malformed, or the mesh is not valid.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { box, formatVtk, parseVtk } from "@torrey/torrey";
 *
 * const mesh = box({ size: [1, 1, 1], edgeLength: 0.5 });
 * assertEquals(parseVtk(formatVtk(mesh)), mesh);
 * ```
 */
export function parseVtk(source: string | Uint8Array, options: ParseOptions = {}): TetMesh {
  const label = options.name === undefined ? "the VTK mesh" : `'${options.name}'`;
  const scanner = new VtkScanner(source, label);
  const offsetCells = readHeader(scanner) >= 5;
  let points: Float64Array | undefined, cells: Cells | undefined, types: Float64Array | undefined;
  let compartments: Float64Array | undefined;
  let dataCount = 0, ofCells = false;
  for (let fields = scanner.fields(); fields !== undefined; fields = scanner.fields()) {
    switch (fields[0].toUpperCase()) {
      case "POINTS":
        points = scanner.values(3 * scanner.size(fields[1]), fields[2] ?? "", "the coordinates");
        break;
      case "CELLS":
        cells = offsetCells ? readOffsetCells(scanner, fields) : readCountedCells(scanner, fields);
        break;
      case "CELL_TYPES":
        types = scanner.values(scanner.size(fields[1]), "int", "the cell types");
        break;
      case "CELL_DATA":
      case "POINT_DATA":
        ofCells = fields[0].toUpperCase() === "CELL_DATA";
        dataCount = scanner.size(fields[1]);
        if (ofCells && types !== undefined && dataCount !== types.length) {
          throw scanner.lineError(
            `gives data of ${dataCount} cells, but there are ${types.length}`,
          );
        }
        break;
      default: {
        const found = readAttribute(scanner, fields, dataCount);
        if (ofCells) compartments = found.get(COMPARTMENT) ?? compartments;
      }
    }
  }
  if (points === undefined) throw scanner.error("it has no POINTS: the mesh is empty");
  if (cells === undefined || types === undefined) {
    throw scanner.error("it has no CELLS and CELL_TYPES: the file may be truncated");
  }
  if (types.length !== cells.offsets.length - 1) {
    throw scanner.error(`it has ${cells.offsets.length - 1} cells but ${types.length} cell types`);
  }
  const which = tetrahedra(scanner, types);
  const tets = Array.from(which, (cell) => cornersOf(scanner, cells, cell));
  const chosen = compartments && Array.from(which, (cell) => compartments[cell]);
  return parsedMesh(label, { points, tets, ...(chosen && { compartments: chosen }) }, options);
}

/** Reads the four lines every file begins with; gives the format's version. */
function readHeader(scanner: VtkScanner): number {
  const first = scanner.rawLine() ?? "";
  const version = /^# vtk DataFile Version (\d+\.\d+)/i.exec(first);
  if (version === null) {
    throw scanner.error(
      "it does not begin with '# vtk DataFile Version': save it in the legacy VTK format",
    );
  }
  scanner.rawLine();
  const encoding = scanner.needFields("ASCII or BINARY")[0].toUpperCase();
  if (encoding !== "ASCII" && encoding !== "BINARY") {
    throw scanner.lineError(`holds '${encoding}', expected ASCII or BINARY`);
  }
  const dataset = scanner.needFields("DATASET UNSTRUCTURED_GRID").join(" ").toUpperCase();
  if (dataset !== "DATASET UNSTRUCTURED_GRID") {
    throw scanner.lineError(`holds '${dataset}', expected DATASET UNSTRUCTURED_GRID`);
  }
  scanner.binary = encoding === "BINARY";
  return Number(version[1]);
}

/** Cells before version 5: `CELLS cells values`, then for each cell its number of nodes and the nodes. */
function readCountedCells(scanner: VtkScanner, fields: string[]): Cells {
  const count = scanner.size(fields[1]);
  const values = scanner.values(scanner.size(fields[2]), "int", "the cells");
  const offsets: number[] = [0];
  const connectivity: number[] = [];
  let at = 0;
  for (let cell = 0; cell < count; cell++) {
    const corners = values[at];
    if (!(corners >= 0 && at + 1 + corners <= values.length)) {
      throw scanner.error(
        `cell ${cell} of ${count} does not fit the ${values.length} values of CELLS`,
      );
    }
    for (let k = 1; k <= corners; k++) connectivity.push(values[at + k]);
    at += 1 + corners;
    offsets.push(connectivity.length);
  }
  if (at !== values.length) {
    throw scanner.error(
      `its ${count} cells take ${at} of the ${values.length} values of CELLS: correct the count`,
    );
  }
  return { offsets: Float64Array.from(offsets), connectivity: Float64Array.from(connectivity) };
}

/** Cells since version 5: `CELLS offsets nodes`, then the two arrays. */
function readOffsetCells(scanner: VtkScanner, fields: string[]): Cells {
  const counts = { OFFSETS: scanner.size(fields[1]), CONNECTIVITY: scanner.size(fields[2]) };
  const read = (name: "OFFSETS" | "CONNECTIVITY"): Float64Array => {
    const header = scanner.needFields(name);
    if (header[0].toUpperCase() !== name) {
      throw scanner.lineError(`holds '${header[0]}', expected ${name}`);
    }
    return scanner.values(counts[name], header[1] ?? "", `the cells' ${name.toLowerCase()}`);
  };
  const offsets = read("OFFSETS");
  return { offsets, connectivity: read("CONNECTIVITY") };
}

function tetrahedra(scanner: VtkScanner, types: Float64Array): Int32Array {
  const which: number[] = [];
  types.forEach((type, cell) => {
    if (type === TETRAHEDRON) which.push(cell);
    else if (!FLAT_CELLS.has(type)) {
      throw scanner.error(`cell ${cell} has type ${type}: only tetrahedra (type 10) can be read`);
    }
  });
  if (which.length === 0) throw scanner.error("it has no tetrahedra: the mesh is empty");
  return Int32Array.from(which);
}

function cornersOf(scanner: VtkScanner, cells: Cells, cell: number): number[] {
  const corners = cells.connectivity.subarray(cells.offsets[cell], cells.offsets[cell + 1]);
  if (corners.length !== 4) {
    throw scanner.error(`cell ${cell}, a tetrahedron, has ${corners.length} nodes, expected 4`);
  }
  return [...corners];
}
