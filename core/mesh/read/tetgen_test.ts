import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../input_error.ts";
import { parseTetgen } from "./mod.ts";

const NODE = "5 3 0 0\n0 0 0 0\n1 1 0 0\n2 0 1 0\n3 0 0 1\n4 1 1 1\n";
const ELE = "2 4 0\n0 0 1 2 3\n1 1 4 2 3\n";

/** The same files counting from 1. */
const NODE_1 = "5 3 0 0\n1 0 0 0\n2 1 0 0\n3 0 1 0\n4 0 0 1\n5 1 1 1\n";
const ELE_1 = "2 4 0\n1 1 2 3 4\n2 2 5 3 4\n";

const NAMES = { nodeName: "a.node", eleName: "a.ele" };

function refuses(node: string, ele: string, message: string): void {
  const error = assertThrows(() => parseTetgen(node, ele, NAMES), InputError);
  assertEquals(error.message, message);
}

Deno.test("TetGen files are read counting from 0 or from 1", () => {
  const mesh = parseTetgen(NODE, ELE);
  assertEquals([...mesh.tets], [0, 1, 2, 3, 1, 4, 2, 3]);
  assertEquals([...mesh.points.data.subarray(12)], [1, 1, 1]);
  assertEquals(parseTetgen(NODE_1, ELE_1), mesh);
  // The numbers of the tetrahedra themselves mean nothing.
  assertEquals(parseTetgen(NODE, "2 4 0\n1 0 1 2 3\n2 1 4 2 3\n"), mesh);
});

Deno.test("TetGen comments, attributes, markers, blank lines and line ends are taken as they come", () => {
  const node = "# made by hand\r\n\r\n5 3 1 1 # header\r\n" +
    "1 0 0 0 0.5 1\r\n2 1 0 0 0.5 1\r\n  3 0 1e0 0 -1 1\r\n\t4 0 0 +1 7 0\r\n5 1 1 1. 7 0#end\r\n# last";
  const ele = "2 4 2\n1 1 2 3 4 20 9\n2 2 5 3 4 -3.5 8";
  const mesh = parseTetgen(node, ele);
  assertEquals(mesh.tets, parseTetgen(NODE, ELE).tets);
  assertEquals(mesh.points, parseTetgen(NODE, ELE).points);
  assertEquals([...mesh.compartments], [1, 0]);
  // A header may leave out what is 0.
  assertEquals(
    parseTetgen(NODE.replace("5 3 0 0", "5"), ELE.replace("2 4 0", "2")),
    parseTetgen(NODE, ELE),
  );
});

Deno.test("a truncated file is named with the line where it ends", () => {
  const truncated = "the file may be truncated";
  refuses("", ELE, `Cannot read 'a.node': it ends after line 0, before its header: ${truncated}`);
  refuses(
    NODE.split("\n").slice(0, 4).join("\n"),
    ELE,
    `Cannot read 'a.node': it ends after line 4, before node 4 of 5: ${truncated}`,
  );
  refuses(
    NODE.slice(0, -3),
    ELE,
    `Cannot read 'a.node': line 6 has 3 columns, expected 4: ${truncated}`,
  );
  refuses(
    NODE,
    "2 4 0\n0 0 1 2 3\n",
    `Cannot read 'a.ele': it ends after line 2, before tetrahedron 2 of 2: ${truncated}`,
  );
  refuses(
    NODE,
    ELE.slice(0, -3),
    `Cannot read 'a.ele': line 3 has 4 columns, expected 5: ${truncated}`,
  );
});

Deno.test("a field that is no number is named with its line", () => {
  refuses(
    NODE.replace("2 0 1 0", "2 0 one 0"),
    ELE,
    "Cannot read 'a.node': line 4 holds 'one', expected a finite number",
  );
  for (const value of ["nan", "NaN", "inf", "Infinity", "1e999", "1,5"]) {
    refuses(
      NODE.replace("2 0 1 0", `2 0 ${value} 0`),
      ELE,
      `Cannot read 'a.node': line 4 holds '${value}', expected a finite number`,
    );
  }
  refuses(
    NODE,
    ELE.replace("1 1 4 2 3", "1 1 4 2.5 3"),
    "Cannot read 'a.ele': line 3 holds '2.5', expected a whole number",
  );
  refuses("x 3 0 0\n", ELE, "Cannot read 'a.node': line 1 holds 'x', expected a whole number");
  refuses(
    "-5 3 0 0\n",
    ELE,
    "Cannot read 'a.node': line 1 holds the count -5, expected a whole number from 0",
  );
});

Deno.test("counts and columns that disagree are named", () => {
  refuses(
    NODE.replace("5 3", "4 3"),
    ELE,
    "Cannot read 'a.node': line 6 comes after the 4 nodes of the header: correct the count",
  );
  refuses(
    NODE,
    ELE.replace("2 4", "1 4"),
    "Cannot read 'a.ele': line 3 comes after the 1 tetrahedra of the header: correct the count",
  );
  refuses(
    NODE.replace("2 0 1 0", "2 0 1 0 7"),
    ELE,
    "Cannot read 'a.node': line 4 has 5 columns, expected 4",
  );
  refuses(
    NODE.replace("2 0 1 0\n", ""),
    ELE,
    "Cannot read 'a.node': line 4 has index 3, expected 2: a node may be missing",
  );
  refuses("5 2 0 0\n", ELE, "Cannot read 'a.node': line 1 gives 2 dimensions, expected 3");
  refuses(
    NODE,
    "2 10 0\n",
    "Cannot read 'a.ele': line 1 gives 10 nodes per tetrahedron, expected 4: save linear tetrahedra",
  );
  refuses("0 3 0 0\n", ELE, "Cannot read 'a.node': line 1 gives no nodes: the mesh is empty");
  refuses(NODE, "0 4 0\n", "Cannot read 'a.ele': line 1 gives no tetrahedra: the mesh is empty");
});

Deno.test("files that count from different bases are told apart from indices out of range", () => {
  refuses(
    NODE,
    ELE_1,
    "Cannot read 'a.ele': it counts nodes from 1 and 'a.node' from 0: renumber one of 'a.node' and 'a.ele'",
  );
  refuses(
    NODE_1,
    ELE,
    "Cannot read 'a.ele': it counts nodes from 0 and 'a.node' from 1: renumber one of 'a.node' and 'a.ele'",
  );
  refuses(
    NODE,
    ELE.replace("1 1 4 2 3", "1 1 9 2 3"),
    "Cannot read 'a.ele': line 3 refers to node 9, but 'a.node' has nodes 0 to 4",
  );
  refuses(
    NODE_1,
    ELE_1.replace("2 2 5 3 4", "2 2 -5 3 4"),
    "Cannot read 'a.ele': line 3 refers to node -5, but 'a.node' has nodes 1 to 5",
  );
  refuses(
    NODE.replace("0 0 0 0", "7 0 0 0"),
    ELE,
    "Cannot read 'a.node': line 2 has the first index 7, expected 0 or 1",
  );
});

Deno.test("a mesh that is not valid is named with its files, and mended on request", () => {
  const inverted = ELE.replace("1 1 4 2 3", "1 4 1 2 3");
  refuses(
    NODE,
    inverted,
    "Cannot use the mesh of 'a.node' and 'a.ele': 1 of 2 tetrahedra are inverted (negative volume), " +
      "the first is tetrahedron 1: swap two of their nodes, or ask for it with 'repair'",
  );
  assertEquals(parseTetgen(NODE, inverted, { repair: true }).tets.length, 8);
});
