import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../input_error.ts";
import { parseVtk } from "./mod.ts";

const HEADER = "# vtk DataFile Version 3.0\nby hand\nASCII\nDATASET UNSTRUCTURED_GRID\n";
const POINTS = "POINTS 5 float\n0 0 0 1 0 0\n0 1 0\n0 0 1 1 1 1\n";
const CELLS = "\nCELLS 3 14\n4 0 1 2 3\n3 0 1 2\n4 1 4 2 3\nCELL_TYPES 3\n10 5 10\n";
const DATA = `CELL_DATA 3
SCALARS pressure double 2
LOOKUP_TABLE default
1 2 3 4 nan 6
METADATA
INFORMATION 0

FIELD FieldData 2
names 1 3 int
7 8 9
compartment 1 3 int
4 0 1
VECTORS flow float
1 2 3 4 5 6 7 8 9
POINT_DATA 5
SCALARS compartment int
LOOKUP_TABLE default
9 9 9 9 9
`;
const TEXT = HEADER + POINTS + CELLS + DATA;

function refuses(source: string | Uint8Array, message: string): void {
  const error = assertThrows(() => parseVtk(source, { name: "a.vtk" }), InputError);
  assertEquals(error.message, message);
}

/** A binary file of version 3 or 5, built byte by byte. */
function binaryFile(version: 3 | 5): Uint8Array {
  const bytes: number[] = [];
  const text = (line: string): void => void bytes.push(...new TextEncoder().encode(line));
  const numbers = (type: "Float32" | "Float64" | "Int32" | "BigInt64", values: number[]): void => {
    const size = type === "Float32" || type === "Int32" ? 4 : 8;
    const view = new DataView(new ArrayBuffer(size));
    for (const value of values) {
      if (type === "BigInt64") view.setBigInt64(0, BigInt(value));
      else view[`set${type}`](0, value);
      bytes.push(...new Uint8Array(view.buffer));
    }
    text("\n");
  };
  text(HEADER.replace("ASCII", "BINARY").replace("3.0", `${version}.1`));
  text(`POINTS 5 ${version === 3 ? "float" : "double"}\n`);
  numbers(version === 3 ? "Float32" : "Float64", [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1]);
  if (version === 3) {
    text("CELLS 3 14\n");
    numbers("Int32", [4, 0, 1, 2, 3, 3, 0, 1, 2, 4, 1, 4, 2, 3]);
  } else {
    text("METADATA\nINFORMATION 0\n\nCELLS 4 11\nOFFSETS vtktypeint64\n");
    numbers("BigInt64", [0, 4, 7, 11]);
    text("CONNECTIVITY vtktypeint64\n");
    numbers("BigInt64", [0, 1, 2, 3, 0, 1, 2, 1, 4, 2, 3]);
  }
  text("CELL_TYPES 3\n");
  numbers("Int32", [10, 5, 10]);
  text("CELL_DATA 3\nSCALARS quality double 1\nLOOKUP_TABLE default\n");
  numbers("Float64", [0.1, 0.2, 0.3]);
  text("SCALARS compartment int 1\nLOOKUP_TABLE default\n");
  numbers("Int32", [4, 0, 1]);
  return Uint8Array.from(bytes);
}

Deno.test("legacy VTK is read as text and binary, of version 3 and 5", () => {
  const mesh = parseVtk(TEXT);
  assertEquals([...mesh.points.data], [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1]);
  assertEquals([...mesh.tets], [0, 1, 2, 3, 1, 4, 2, 3]);
  assertEquals([...mesh.compartments], [4, 1]);
  const offsets = "CELLS 4 11\nOFFSETS vtktypeint64\n0 4 7 11\nCONNECTIVITY vtktypeint64\n" +
    "0 1 2 3 0 1 2 1 4 2 3\nCELL_TYPES 3\n10 5 10\n";
  assertEquals(parseVtk(HEADER.replace("3.0", "5.1") + POINTS + offsets + DATA), mesh);
  assertEquals(parseVtk(TEXT.replaceAll("\n", "\r\n")), mesh);
  assertEquals(parseVtk(new TextEncoder().encode(TEXT.replace("by hand", "µm"))), mesh);
  assertEquals(parseVtk(binaryFile(3)), mesh);
  assertEquals(parseVtk(binaryFile(5)), mesh);
  // A view into a larger buffer, as readers of archives give.
  const file = binaryFile(3);
  const padded = new Uint8Array(file.length + 7);
  padded.set(file, 3);
  assertEquals(parseVtk(padded.subarray(3, 3 + file.length)), mesh);
});

Deno.test("without a compartment array all tetrahedra are of compartment 0", () => {
  assertEquals([...parseVtk(HEADER + POINTS + CELLS).compartments], [0, 0]);
});

Deno.test("what is no legacy grid of tetrahedra is named", () => {
  const name = "Cannot read 'a.vtk':";
  refuses(
    "",
    `${name} it does not begin with '# vtk DataFile Version': save it in the legacy VTK format`,
  );
  refuses(TEXT.replace("ASCII", "XML"), `${name} line 3 holds 'XML', expected ASCII or BINARY`);
  refuses(
    TEXT.replace("UNSTRUCTURED_GRID", "POLYDATA"),
    `${name} line 4 holds 'DATASET POLYDATA', expected DATASET UNSTRUCTURED_GRID`,
  );
  refuses(
    TEXT.replace("10 5 10", "10 5 12"),
    `${name} cell 2 has type 12: only tetrahedra (type 10) can be read`,
  );
  refuses(TEXT.replace("10 5 10", "3 5 3"), `${name} it has no tetrahedra: the mesh is empty`);
  refuses(HEADER + CELLS, `${name} it has no POINTS: the mesh is empty`);
  refuses(
    TEXT.replace("10 5 10", "10 10 10"),
    `${name} cell 1, a tetrahedron, has 3 nodes, expected 4`,
  );
  refuses(
    new TextDecoder("latin1").decode(binaryFile(3)),
    `${name} it is binary: read it as bytes, not as text`,
  );
});

Deno.test("truncated and malformed VTK files are named with the line", () => {
  const name = "Cannot read 'a.vtk':", cut = "the file may be truncated";
  refuses(
    HEADER + POINTS.slice(0, -7),
    `${name} it ends after 12 of 15 values of the coordinates: ${cut}`,
  );
  refuses(HEADER + POINTS, `${name} it has no CELLS and CELL_TYPES: ${cut}`);
  refuses(
    HEADER.slice(0, HEADER.indexOf("DATASET")),
    `${name} it ends before DATASET UNSTRUCTURED_GRID: ${cut}`,
  );
  refuses(
    TEXT.replace("0 1 0\n", "0 x 0\n"),
    `${name} line 7 holds 'x', expected value 8 of 15 of the coordinates`,
  );
  refuses(
    TEXT.replace("POINTS 5", "POINTS 4"),
    `${name} line 8 goes on with '1 1 1' after the 12 values of the coordinates`,
  );
  refuses(
    TEXT.replace("POINTS 5", "POINTS 6"),
    `${name} line 10 holds 'CELLS', expected value 16 of 18 of the coordinates`,
  );
  refuses(TEXT.replace("POINTS 5", "POINTS five"), `${name} line 5 holds 'five', expected a count`);
  refuses(
    TEXT.replace("5 float", "5 quad"),
    `${name} line 5 gives the coordinates the type 'quad', expected one such as 'float' or 'int'`,
  );
  refuses(
    TEXT.replace("CELLS 3 14", "CELLS 2 14"),
    `${name} its 2 cells take 9 of the 14 values of CELLS: correct the count`,
  );
  refuses(
    TEXT.replace("CELLS 3 14", "CELLS 4 14"),
    `${name} cell 3 of 4 does not fit the 14 values of CELLS`,
  );
  refuses(
    TEXT.replace("CELL_TYPES 3\n10 5 10", "CELL_TYPES 2\n10 10"),
    `${name} line 16 gives data of 3 cells, but there are 2`,
  );
  refuses(
    TEXT.replace("VECTORS", "VECTOR"),
    `${name} line 28 holds 'VECTOR', expected a section such as POINTS or CELL_DATA`,
  );
  const binary = binaryFile(3);
  refuses(
    binary.subarray(0, 160),
    `${name} it ends within the cells, 14 values of 4 bytes: ${cut}`,
  );
  refuses(
    TEXT.replace("4 1 4 2 3", "4 1 5 2 3"),
    "Cannot use the mesh of 'a.vtk': tetrahedron 1 refers to node 5, but the mesh has 5 nodes, counted from 0 to 4",
  );
  refuses(
    TEXT.replace("0 1 0\n", "0 nan 0\n"),
    "Cannot use the mesh of 'a.vtk': coordinate y of node 2 is NaN: coordinates must be finite numbers",
  );
  refuses(
    TEXT.replace("4 0 1\n", "4 0 1.5\n"),
    "Cannot use the mesh of 'a.vtk': tetrahedron 1 has compartment id 1.5: ids are whole numbers from 0",
  );
});
