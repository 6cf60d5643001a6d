import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../input_error.ts";
import { parseGmsh } from "./mod.ts";

/** Two tetrahedra of two physical groups, with a point, a triangle and a sparse numbering of the nodes. */
const V2 = `$MeshFormat
2.2 0 8
$EndMeshFormat
$PhysicalNames
2
3 7 "soma and more"
3 9 "nucleus"
$EndPhysicalNames
$Nodes
5
1 0 0 0
2 1 0 0
30 0 1 0
4 0 0 1
500 1 1 1
$EndNodes
$Elements
4
1 15 2 0 1 1
2 2 2 1 1 1 2 30
3 4 2 9 1 1 2 30 4
4 4 3 7 2 0 2 500 30 4
$EndElements
`;

const V4 = `$MeshFormat
4.1 0 8
$EndMeshFormat
$Entities
1 0 1 2
1 0 0 0 0
1 0 0 0 1 1 1 0 0
1 0 0 0 1 1 1 1 9 1 1
2 0 0 0 1 1 1 2 7 8 0
$EndEntities
$Nodes
2 5 1 500
0 1 0 1
1
0 0 0
3 1 1 4
2
30
4
500
1 0 0 0.5 0 0
0 1 0 0 0.5 0
0 0 1 0 0 0.5
1 1 1 0.5 0.5 0.5
$EndNodes
$Elements
4 4 1 4
0 1 15 1
1 1
2 1 2 1
2 1 2 30
3 1 4 1
3 1 2 30 4
3 2 4 1
4 2 500 30 4
$EndElements
$Periodic
0
$EndPeriodic
`;

function refuses(text: string, message: string): void {
  const error = assertThrows(() => parseGmsh(text, { name: "a.msh" }), InputError);
  assertEquals(error.message, `Cannot read 'a.msh': ${message}`);
}

Deno.test("Gmsh 2.2 and 4.1 give the tetrahedra, their groups as compartments", () => {
  for (const text of [V2, V4, V2.replaceAll("\n", "\r\n"), V2.replace("2.2", "2")]) {
    const mesh = parseGmsh(text);
    assertEquals([...mesh.points.data], [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1]);
    assertEquals([...mesh.tets], [0, 1, 2, 3, 1, 4, 2, 3]);
    assertEquals([...mesh.compartments], [1, 0]);
  }
});

Deno.test("without physical groups the volumes are the compartments", () => {
  const v2 = V2.replace("4 2 9 1 1 2 30 4", "4 2 0 6 1 2 30 4").replace("4 3 7 2 0", "4 3 0 5 0");
  assertEquals([...parseGmsh(v2).compartments], [1, 0]);
  const v4 = V4.replace(/\$Entities[^]*\$EndEntities\n/, "");
  assertEquals([...parseGmsh(v4).compartments], [0, 1]);
  const untagged = V2.replace("4 2 9 1 1 2 30 4", "4 0 1 2 30 4").replace("4 3 7 2 0", "4 0");
  assertEquals([...parseGmsh(untagged).compartments], [0, 0]);
});

Deno.test("what cannot be read is named: other formats, versions and elements", () => {
  refuses("", "it does not begin with $MeshFormat: is it a Gmsh mesh?");
  refuses("5 3 0 0\n", "it does not begin with $MeshFormat: is it a Gmsh mesh?");
  refuses(
    V2.replace("2.2 0 8", "2.2 1 8"),
    "it is binary: save it as text, with 'Mesh.Binary = 0' in Gmsh",
  );
  refuses(
    V2.replace("2.2 0 8", "4 0 8"),
    "line 2 gives format version 4, expected 2.2 or 4.1: save it in one of those",
  );
  refuses(
    V2.replace("2 2 2 1 1 1 2 30", "2 5 2 1 1 1 2 30 4 5 6 7 8"),
    "line 20 has element type 5, hexahedra: only linear tetrahedra (type 4) can be read",
  );
  refuses(
    V4.replace("3 2 4 1", "3 2 11 1"),
    "line 34 has element type 11, second-order tetrahedra: only linear tetrahedra (type 4) can be read",
  );
  refuses(
    V2.replace(/\$Nodes[^]*\$EndNodes\n/, "").replace(/^.* 4 [23] .*\n/gm, "").replace(
      "\n4\n1 15",
      "\n2\n1 15",
    ),
    "it has no $Nodes section: the mesh is empty",
  );
  refuses(V2.replace(/\$Elements[^]*/, ""), "it has no tetrahedra: mesh its volumes first");
});

Deno.test("truncated and malformed lines are named", () => {
  const cut = "the file may be truncated";
  refuses(V2.slice(0, V2.indexOf("4 0 0 1")), `it ends after line 13, before node 4 of 5: ${cut}`);
  refuses(V2.slice(0, V2.indexOf("0 1\n500")), `line 14 has 2 columns, expected 4: ${cut}`);
  refuses(
    V2.slice(0, V2.indexOf("$EndElements")),
    `it ends after line 22, before $EndElements: ${cut}`,
  );
  refuses(V2.slice(0, V2.indexOf("3 9")), `it ends after line 6, before $EndPhysicalNames: ${cut}`);
  refuses(V2.slice(0, V2.indexOf(" 30 4\n4 4")), `line 21 has 7 columns, expected 9: ${cut}`);
  refuses(
    V4.slice(0, V4.indexOf("0 1 0 0 0.5 0")),
    `it ends after line 21, before coordinates 2 of 4 of a node block: ${cut}`,
  );
  refuses(V2.replace("30 0 1 0", "30 0 x 0"), "line 13 holds 'x', expected a finite number");
  refuses(V2.replace("30 0 1 0", "30 0 NaN 0"), "line 13 holds 'NaN', expected a finite number");
  refuses(V2.replace("30 0 1 0", "2 0 1 0"), "line 13 gives node 2 a second time");
  refuses(
    V2.replace("1 2 30 4", "1 2 31 4"),
    "line 21 refers to node 31, which $Nodes does not give",
  );
  refuses(V2.replace("1 15 2 0 1 1", "1"), `line 19 has too few columns, 1: ${cut}`);
});

Deno.test("counts that disagree are named", () => {
  const counts = "the section's counts may be wrong";
  refuses(
    V2.replace("$Nodes\n5", "$Nodes\n6"),
    `line 16 holds '$EndNodes', expected node 6 of 6: ${counts}`,
  );
  refuses(
    V2.replace("$Nodes\n5", "$Nodes\n4"),
    `line 15 holds '500', expected $EndNodes: ${counts}`,
  );
  refuses(
    V2.replace("$Elements\n4", "$Elements\n5"),
    `line 23 holds '$EndElements', expected element 5 of 5: ${counts}`,
  );
  refuses(
    V4.replace("2 5 1 500", "2 6 1 500"),
    "its blocks hold 5 nodes, but their header gives 6: correct the count",
  );
  refuses(
    V4.replace("4 4 1 4", "4 5 1 4"),
    "its blocks hold 4 elements, but their header gives 5: correct the count",
  );
});
