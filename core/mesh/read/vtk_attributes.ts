/**
 * Reads the data arrays of a legacy VTK file, to find the one wanted and to pass over the others.
 *
 * @module
 */
import type { VtkScanner } from "./vtk_scanner.ts";

/** Values per point or cell of the attributes that fix it. */
const COMPONENTS: ReadonlyMap<string, number> = new Map([
  ["VECTORS", 3],
  ["NORMALS", 3],
  ["TENSORS", 9],
  ["TENSORS6", 6],
  ["GLOBAL_IDS", 1],
  ["PEDIGREE_IDS", 1],
  ["EDGE_FLAGS", 1],
]);

/**
 * Reads one attribute, whose header line has just been read.
 *
 * @param scanner After the header line.
 * @param fields The header line's fields.
 * @param count How many points or cells the attribute is of.
 * @returns Its arrays by name; a field holds several.
 * @throws {InputError} If it is not one of the format's, or malformed.
 */
export function readAttribute(
  scanner: VtkScanner,
  fields: readonly string[],
  count: number,
): ReadonlyMap<string, Float64Array> {
  const keyword = fields[0].toUpperCase();
  const name = fields[1] ?? "";
  const what = `the array '${name}'`;
  const fixed = COMPONENTS.get(keyword);
  if (fixed !== undefined) {
    return new Map([[name, scanner.values(fixed * count, fields[2] ?? "", what)]]);
  }
  switch (keyword) {
    case "SCALARS": {
      const components = fields.length > 3 ? scanner.size(fields[3]) : 1;
      const table = scanner.needFields("LOOKUP_TABLE");
      if (table[0].toUpperCase() !== "LOOKUP_TABLE") {
        throw scanner.lineError(`holds '${table[0]}', expected LOOKUP_TABLE`);
      }
      return new Map([[name, scanner.values(components * count, fields[2] ?? "", what)]]);
    }
    case "FIELD":
      return readField(scanner, scanner.size(fields[2]));
    case "TEXTURE_COORDINATES":
      scanner.values(scanner.size(fields[2]) * count, fields[3] ?? "", what);
      return new Map();
    case "COLOR_SCALARS":
      scanner.values(scanner.size(fields[2]) * count, "unsigned_char", what);
      return new Map();
    case "LOOKUP_TABLE":
      scanner.values(4 * scanner.size(fields[2]), "unsigned_char", what);
      return new Map();
    case "METADATA":
      // It ends with a blank line.
      while (scanner.rawLine()) continue;
      return new Map();
    default:
      throw scanner.lineError(
        `holds '${fields[0]}', expected a section such as POINTS or CELL_DATA`,
      );
  }
}

function readField(scanner: VtkScanner, arrays: number): ReadonlyMap<string, Float64Array> {
  const found = new Map<string, Float64Array>();
  for (let array = 1; array <= arrays; array++) {
    let header = scanner.needFields(`array ${array} of ${arrays} of a FIELD`);
    if (header[0].toUpperCase() === "METADATA") {
      while (scanner.rawLine()) continue;
      header = scanner.needFields(`array ${array} of ${arrays} of a FIELD`);
    }
    const [name, components, tuples, type] = header;
    const count = scanner.size(components) * scanner.size(tuples);
    found.set(name, scanner.values(count, type ?? "", `the array '${name}'`));
  }
  return found;
}
