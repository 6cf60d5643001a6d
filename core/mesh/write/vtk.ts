/**
 * Writes the legacy VTK format as text, with data on nodes and tetrahedra, for ParaView and its like.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import type { TetMesh } from "../tet_mesh.ts";
import { joinLines, tableLines } from "./text_table.ts";

/** Tetrahedron in VTK's list of cell types. */
const TETRAHEDRON = 10;

/** Named arrays: one or more values for each node or tetrahedron, those of one together. */
export type DataArrays = Readonly<Record<string, ArrayLike<number>>>;

/** What to write besides the mesh. */
export interface FormatVtkOptions {
  /** Arrays of a multiple of the number of nodes. */
  readonly pointData?: DataArrays;
  /** Arrays of a multiple of the number of tetrahedra; `compartment` is always written. */
  readonly cellData?: DataArrays;
}

/**
 * Writes a mesh as an unstructured grid in the legacy VTK format, with its compartments as cell data.
 *
 * @param mesh The mesh.
 * @param options Data to write along.
 * @returns The text of the file.
 * @throws {InputError} If an array has the wrong length or holds anything but finite numbers.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { box, formatVtk } from "@torrey/torrey";
 *
 * const mesh = box({ size: [1, 1, 1], edgeLength: 1 });
 * const text = formatVtk(mesh, { pointData: { magnetisation: new Float64Array(8).fill(1) } });
 * assert(text.includes("magnetisation 1 8 double"));
 * ```
 */
export function formatVtk(mesh: TetMesh, options: FormatVtkOptions = {}): string {
  const nodes = mesh.points.shape[0], tets = mesh.tets.length / 4;
  return joinLines(
    [
      "# vtk DataFile Version 3.0",
      "Tetrahedral mesh, lengths in um",
      "ASCII",
      "DATASET UNSTRUCTURED_GRID",
    ],
    `POINTS ${nodes} double`,
    tableLines(mesh.points.data, 3),
    `CELLS ${tets} ${5 * tets}`,
    tableLines(mesh.tets, 4, () => "4"),
    `CELL_TYPES ${tets}`,
    Array<string>(tets).fill(`${TETRAHEDRON}`),
    `CELL_DATA ${tets}`,
    ["SCALARS compartment int 1", "LOOKUP_TABLE default"],
    tableLines(mesh.compartments, 1),
    fieldLines(options.cellData ?? {}, tets, "tetrahedra"),
    options.pointData
      ? [`POINT_DATA ${nodes}`, ...fieldLines(options.pointData, nodes, "nodes")]
      : [],
  );
}

function fieldLines(arrays: DataArrays, count: number, of: string): string[] {
  const entries = Object.entries(arrays);
  if (entries.length === 0) return [];
  const lines = [`FIELD data ${entries.length}`];
  for (const [name, values] of entries) {
    const components = values.length / count;
    if (name === "" || !Number.isInteger(components) || components === 0) {
      throw new InputError(
        `Cannot write the array '${name}': it has ${values.length} values for ${count} ${of}, expected a multiple`,
      );
    }
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(values[i])) {
        throw new InputError(
          `Cannot write the array '${name}': value ${i} is ${values[i]}, expected a finite number`,
        );
      }
    }
    // The format keeps blanks and the like in names the way addresses do.
    lines.push(`${encodeURIComponent(name)} ${components} ${count} double`);
    for (const line of tableLines(values, components)) lines.push(line);
  }
  return lines;
}
