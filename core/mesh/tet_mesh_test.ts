import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../input_error.ts";
import { box, invertedTets, tetMesh, type TetMeshInput, totalVolume, withPoints } from "./mod.ts";

const CORNERS = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]];
const UP = { points: CORNERS, tets: [[0, 1, 2, 3]] };

/** The corner tetrahedron with one coordinate or one node changed. */
function refuses(input: TetMeshInput, message: string): void {
  const error = assertThrows(() => tetMesh(input), InputError);
  assertEquals(error.message, message);
}

Deno.test("tetMesh takes a tensor, flat arrays and rows, and makes the same mesh of them", () => {
  const data = Float64Array.from(CORNERS.flat());
  const tensor = { shape: [4, 3], data };
  const mesh = tetMesh(UP);
  assertEquals(tetMesh({ points: data, tets: Int32Array.of(0, 1, 2, 3) }), mesh);
  assertEquals(tetMesh({ points: tensor, tets: [[0, 1, 2, 3]] }), mesh);
  assertEquals([...mesh.compartments], [0]);
  assertEquals([...mesh.adjacency], [-1, -1, -1, -1]);
  assertEquals([...mesh.boundaryFaces], [1, 2, 3, 0, 3, 2, 0, 1, 3, 0, 2, 1]);
});

Deno.test("tetMesh shares a tensor and copies everything else", () => {
  const data = Float64Array.from(CORNERS.flat());
  const tets = Int32Array.of(0, 1, 2, 3);
  const copied = tetMesh({ points: data, tets });
  data[0] = 0.25;
  tets[0] = 3;
  assertEquals(copied.points.data[0], 0);
  assertEquals(copied.tets[0], 0);
  assertStrictEquals(
    tetMesh({ points: { shape: [4, 3], data }, tets: [[0, 1, 2, 3]] }).points.data,
    data,
  );
  assert(Object.isFrozen(copied) && Object.isFrozen(copied.points));
});

Deno.test("tetMesh names what is wrong with the points", () => {
  refuses({ points: [], tets: [] }, "The mesh is empty: it has no nodes");
  refuses({ points: CORNERS, tets: [] }, "The mesh is empty: it has no tetrahedra");
  refuses(
    { ...UP, points: [[0, 0, 0], [1, 0, 0], [0, NaN, 0], [0, 0, 1]] },
    "Coordinate y of node 2 is NaN: coordinates must be finite numbers",
  );
  refuses(
    { ...UP, points: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, -Infinity]] },
    "Coordinate z of node 3 is -Infinity: coordinates must be finite numbers",
  );
  refuses({ ...UP, points: [[0, 0, 0], [1, 0]] }, "Node 1 has 2 coordinates: expected 3");
  refuses(
    { ...UP, points: [[0, 0, 0], [1, 0, "a" as unknown as number]] },
    'Node 1 holds "a": expected 3 numbers',
  );
  refuses(
    { ...UP, points: new Float64Array(7) },
    "Points hold 7 numbers: expected a multiple of 3, x, y and z of each node",
  );
  refuses(
    { ...UP, points: { shape: [3, 4], data: new Float64Array(12) } },
    "Points have shape [3, 4]: expected [nodes, 3]",
  );
});

Deno.test("tetMesh names what is wrong with the tetrahedra", () => {
  const range = "but the mesh has 4 nodes, counted from 0 to 3";
  refuses({ ...UP, tets: [[0, 1, 2, 4]] }, `Tetrahedron 0 refers to node 4, ${range}`);
  refuses({ ...UP, tets: Int32Array.of(0, 1, 2, -1) }, `Tetrahedron 0 refers to node -1, ${range}`);
  refuses({ ...UP, tets: [[0, 1, 2, 2.5]] }, `Tetrahedron 0 refers to node 2.5, ${range}`);
  refuses(
    { ...UP, tets: [[0, 1, 2, 3], [0, 1, 1, 3]] },
    "Tetrahedron 1 has nodes 0, 1, 1, 3: its four nodes must differ",
  );
  refuses({ ...UP, tets: [[0, 1, 2]] }, "Tetrahedron 0 has 3 node indices: expected 4");
  refuses(
    { ...UP, tets: Int32Array.of(0, 1, 2, 3, 0) },
    "Tetrahedra hold 5 indices: expected a multiple of 4, the nodes of each",
  );
});

Deno.test("tetMesh names what is wrong with the compartments", () => {
  refuses(
    { ...UP, compartments: [0, 1] },
    "The mesh has 2 compartment ids for 1 tetrahedra: give one for each",
  );
  refuses(
    { ...UP, compartments: [-1] },
    "Tetrahedron 0 has compartment id -1: ids are whole numbers from 0",
  );
});

Deno.test("inverted tetrahedra are counted, and swapped on request", () => {
  const tets = [[0, 1, 2, 3], [1, 2, 4, 3]];
  const points = [...CORNERS, [1, 1, 1]];
  refuses(
    { points, tets: [[0, 1, 2, 3], [1, 4, 3, 2]] },
    "1 of 2 tetrahedra are inverted (negative volume), the first is tetrahedron 1: " +
      "swap two of their nodes, or ask for it with 'repair'",
  );
  const repaired = tetMesh({ points, tets }, { repair: true });
  assertEquals(invertedTets(repaired.points, repaired.tets).length, 0);
  assertEquals(totalVolume(repaired), 0.5);
  assertEquals([...repaired.tets.subarray(0, 4)], [0, 1, 2, 3]);
});

Deno.test("flat tetrahedra are refused whatever their size, thin ones are not", () => {
  for (const size of [1e-6, 1, 1e6]) {
    const flat = [[0, 0, 0], [size, 0, 0], [0, size, 0], [size, size, 0]];
    refuses(
      { points: flat, tets: [[0, 1, 2, 3]] },
      "1 of 1 tetrahedra have no volume, the first is tetrahedron 0 with nodes 0, 1, 2, 3: " +
        "its nodes lie in one plane, mesh the shape again or remove it",
    );
    flat[3][2] = 1e-9 * size;
    assertEquals(tetMesh({ points: flat, tets: [[0, 1, 2, 3]] }).tets.length, 4);
  }
});

Deno.test("unused nodes are refused, and dropped on request", () => {
  const points = [CORNERS[0], [9, 9, 9], ...CORNERS.slice(1), [8, 8, 8]];
  const tets = [[0, 2, 3, 4]];
  refuses(
    { points, tets },
    "2 of 6 nodes belong to no tetrahedron, the first is node 1: " +
      "remove them, or ask for it with 'repair' or 'removeUnusedNodes'",
  );
  assertEquals(tetMesh({ points, tets }, { removeUnusedNodes: true }), tetMesh(UP));
  assertEquals(tetMesh({ points, tets }, { repair: true }), tetMesh(UP));
});

Deno.test("nodes of one compartment may not coincide, of two they may", () => {
  const points = [...CORNERS, [1, 1e-14, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]];
  const tets = [[0, 1, 2, 3], [4, 7, 5, 6]];
  refuses(
    { points, tets },
    "Nodes 1 and 4 of compartment 0 are both at (1, 0, 0): merge them into one",
  );
  const mesh = tetMesh({ points, tets, compartments: [0, 1] });
  assertEquals(mesh.boundaryFaces.length / 3, 8);
});

Deno.test("coincident nodes are found wherever the mesh lies", () => {
  fc.assert(fc.property(
    fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 3 }),
    fc.double({ min: 1e-2, max: 1e2, noNaN: true }),
    (offset, size) => {
      const points = [...CORNERS, ...CORNERS].map((p) => p.map((x, i) => size * x + offset[i]));
      for (const node of [4, 5, 6]) points[node] = points[node].map((x, i) => x - (i + 2) * size);
      const error = assertThrows(
        () => tetMesh({ points, tets: [[0, 1, 2, 3], [4, 5, 6, 7]] }, { repair: true }),
        InputError,
      );
      assert(
        error.message.startsWith("Nodes 3 and 7 of compartment 0 are both at ("),
        error.message,
      );
    },
  ));
});

Deno.test("a face has at most two tetrahedra, one on each side", () => {
  const points = [...CORNERS, [1, 1, 1], [2, 2, 2], [0.1, 0.1, 0.1]];
  refuses(
    { points: points.slice(0, 6), tets: [[0, 1, 2, 3], [1, 4, 2, 3], [1, 5, 2, 3]] },
    "Tetrahedra 0, 1 and 2 share the face with nodes 1, 3, 2: at most two may, remove the one that overlaps",
  );
  refuses(
    { points: [...CORNERS, [0.1, 0.1, 0.1]], tets: [[0, 1, 2, 3], [4, 1, 2, 3]] },
    "Tetrahedra 0 and 1 overlap, both lie on the same side of the face with nodes 1, 2, 3: remove one",
  );
});

Deno.test("adjacency is mutual, and neighbours share the face opposite the node", () => {
  const { tets, adjacency, boundaryFaces } = box({ size: [1, 2, 3], edgeLength: 0.5 });
  let boundary = 0;
  adjacency.forEach((neighbour, i) => {
    if (neighbour < 0) return boundary++;
    const tet = i >> 2;
    const face = [0, 1, 2, 3].filter((k) => k !== (i & 3)).map((k) => tets[4 * tet + k]);
    const across = tets.subarray(4 * neighbour, 4 * neighbour + 4);
    assert(face.every((node) => across.includes(node)));
    assert(adjacency.subarray(4 * neighbour, 4 * neighbour + 4).includes(tet));
  });
  assertEquals(boundaryFaces.length, 3 * boundary);
});

Deno.test("withPoints shares the topology and refuses what turns an element inside out", () => {
  const mesh = box({ size: [1, 1, 1], edgeLength: 0.5 });
  const move = (f: (x: number, i: number) => number) => ({
    shape: mesh.points.shape,
    data: mesh.points.data.map(f),
  });
  const doubled = withPoints(mesh, move((x) => 2 * x));
  assertStrictEquals(doubled.tets, mesh.tets);
  assertStrictEquals(doubled.boundaryFaces, mesh.boundaryFaces);
  assertEquals(totalVolume(doubled), 8 * totalVolume(mesh));
  assert(Object.isFrozen(doubled));
  const mirrored = move((x, i) => i % 3 === 0 ? -x : x);
  assertEquals(invertedTets(mirrored, mesh.tets).length, 40);
  assertThrows(
    () => withPoints(mesh, mirrored),
    InputError,
    "The new points turn 40 of 40 tetrahedra flat or inside out, the first is tetrahedron 0",
  );
  assertThrows(
    () => withPoints(mesh, move((x, i) => i === 4 ? NaN : x)),
    InputError,
    "Coordinate y of node 1",
  );
  assertThrows(
    () => withPoints(mesh, { shape: [1, 3], data: new Float64Array(3) }),
    InputError,
    "Cannot move a mesh of 27 nodes to 1 points",
  );
});

Deno.test("invertedTets reports tetrahedra with a coordinate that is no number", () => {
  const { points, tets } = tetMesh(UP);
  const data = points.data.slice();
  data[5] = NaN;
  assertEquals([...invertedTets({ shape: points.shape, data }, tets)], [0]);
});

Deno.test("renumbering the nodes changes neither volume nor boundary", () => {
  const mesh = box({ size: [1, 2, 1], edgeLength: 0.7 });
  const nodes = mesh.points.shape[0];
  const order = fc.shuffledSubarray(Array.from({ length: nodes }, (_, i) => i), {
    minLength: nodes,
  });
  fc.assert(fc.property(order, (place) => {
    const data = new Float64Array(3 * nodes);
    place.forEach((to, from) =>
      data.set(mesh.points.data.subarray(3 * from, 3 * from + 3), 3 * to)
    );
    const renumbered = tetMesh({ points: data, tets: mesh.tets.map((node) => place[node]) });
    assertEquals(totalVolume(renumbered), totalVolume(mesh));
    assertEquals(renumbered.adjacency, mesh.adjacency);
    assertEquals(renumbered.boundaryFaces, mesh.boundaryFaces.map((node) => place[node]));
  }));
});
