import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { box, cylinder, sphere } from "../mesh/mod.ts";
import { p1Pattern } from "./mod.ts";

/** All coupled pairs as "a,b", from the definition. */
function coupledPairs(tets: Int32Array): Set<string> {
  const pairs = new Set<string>();
  for (let t = 0; t < tets.length; t += 4) {
    const nodes = tets.subarray(t, t + 4);
    nodes.forEach((a) => nodes.forEach((b) => pairs.add(`${a},${b}`)));
  }
  return pairs;
}

/** Checks a pattern against the pairs, entry by entry, and the scatter map against the entries. */
function check(nodes: number, tets: Int32Array): void {
  const { rows, columns, rowStart, columnIndex, scatter } = p1Pattern(nodes, tets);
  assertEquals([rows, columns, rowStart[0], rowStart[nodes]], [
    nodes,
    nodes,
    0,
    columnIndex.length,
  ]);
  const pairs = coupledPairs(tets);
  assertEquals(columnIndex.length, pairs.size);
  const pairOf: string[] = [];
  for (let row = 0; row < nodes; row++) {
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) {
      if (e > rowStart[row]) assertEquals(columnIndex[e - 1] < columnIndex[e], true);
      pairOf.push(`${row},${columnIndex[e]}`);
      assertEquals(pairs.has(pairOf[e]), true, pairOf[e]);
    }
  }
  assertEquals(scatter.length, 4 * tets.length);
  scatter.forEach((entry, i) => {
    const tet = 4 * Math.floor(i / 16), a = Math.floor(i / 4) % 4, b = i % 4;
    assertEquals(pairOf[entry], `${tets[tet + a]},${tets[tet + b]}`);
  });
}

Deno.test("p1Pattern couples the nodes that share a tetrahedron, and no others", () => {
  for (
    const mesh of [
      sphere({ radius: 2, edgeLength: 1 }),
      cylinder({ radius: 1, height: 4, edgeLength: 0.8 }),
      box({ size: [1, 1, 1], edgeLength: 1 }),
    ]
  ) check(mesh.points.shape[0], mesh.tets);
});

Deno.test("p1Pattern takes any list of tetrahedra: unused nodes, long rows, one tetrahedron", () => {
  check(4, Int32Array.of(3, 1, 0, 2));
  const tetrahedron = (nodes: number) =>
    fc.uniqueArray(fc.nat(nodes - 1), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.integer({ min: 4, max: 60 }).chain((nodes) =>
        fc.tuple(fc.constant(nodes), fc.array(tetrahedron(nodes), { maxLength: 80 }))
      ),
      ([nodes, tets]) => check(nodes, Int32Array.from(tets.flat())),
    ),
    { numRuns: 60 },
  );
  // All tetrahedra around one node: its row is as long as there are nodes.
  check(200, Int32Array.from({ length: 4 * 66 }, (_, i) => i % 4 ? 3 * (i >> 2) + i % 4 : 0));
});
