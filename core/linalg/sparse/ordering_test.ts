import { assert, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import type { CsrPattern } from "./csr.ts";
import { boxEdges, eliminate, laplacian, randomEdges, randomNumbers } from "./fixtures_test.ts";
import { minimumDegree } from "./minimum_degree.ts";
import { nestedDissection } from "./nested_dissection.ts";

function assertPermutation(order: Int32Array, rows: number): void {
  assertEquals([...order].sort((a, b) => a - b), Array.from({ length: rows }, (_, i) => i));
}

function fill(pattern: CsrPattern, order: Int32Array): number {
  return eliminate(pattern, order).reduce((sum, column) => sum + column.size, 0);
}

function graph(rows: number, edges: [number, number][]): CsrPattern {
  return laplacian(rows, edges, 1);
}

Deno.test("minimumDegree eliminates a tree without fill and restores its scratch", () => {
  const random = randomNumbers(3);
  const edges: [number, number][] = [];
  for (let v = 1; v < 150; v++) edges.push([v, Math.floor(random() * v)]);
  const pattern = graph(150, edges);
  const order = Int32Array.from({ length: 150 }, (_, i) => i);
  const label = new Int32Array(150).fill(-1);
  minimumDegree(pattern, order, label);
  assertPermutation(order, 150);
  assert(label.every((v) => v === -1));
  assertEquals(fill(pattern, order), 150 + 149);
});

Deno.test("minimumDegree always takes a node of least degree, halo included", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(10000), (rows, seed) => {
      const random = randomNumbers(seed);
      const pattern = graph(rows, randomEdges(rows, 2 * rows, random));
      const inner = Math.ceil(rows * 0.7);
      const piece = Int32Array.from({ length: inner }, (_, i) => i);
      minimumDegree(pattern, piece, new Int32Array(rows).fill(-1));
      assertPermutation(piece, inner);
      const neighbours = Array.from(
        { length: rows },
        (_, v) =>
          new Set(pattern.columnIndex.subarray(pattern.rowStart[v], pattern.rowStart[v + 1])),
      );
      neighbours.forEach((set, v) => set.delete(v));
      const left = new Set(piece);
      for (const v of piece) {
        const least = Math.min(...[...left].map((u) => neighbours[u].size));
        assertEquals(neighbours[v].size, least);
        left.delete(v);
        for (const u of neighbours[v]) {
          for (const w of neighbours[v]) if (w !== u) neighbours[u].add(w);
          neighbours[u].delete(v);
        }
      }
    }),
  );
});

Deno.test("nestedDissection gives a permutation of any graph", () => {
  const random = randomNumbers(5);
  const path: [number, number][] = Array.from({ length: 499 }, (_, i) => [i, i + 1]);
  const star: [number, number][] = Array.from({ length: 399 }, (_, i) => [0, i + 1]);
  const complete: [number, number][] = [];
  for (let i = 0; i < 200; i++) for (let j = 0; j < i; j++) complete.push([i, j]);
  const graphs: [string, CsrPattern][] = [
    ["no node", graph(0, [])],
    ["one node", graph(1, [])],
    ["no edge", graph(300, [])],
    ["path", graph(500, path)],
    ["star", graph(400, star)],
    ["complete", graph(200, complete)],
    ["two paths and single nodes", graph(700, path.map(([i, j]) => [i, j + (i > 250 ? 1 : 0)]))],
    ["random", graph(600, randomEdges(600, 1500, random))],
  ];
  for (const [name, pattern] of graphs) {
    const order = nestedDissection(pattern);
    assertEquals(order.length, pattern.rows, name);
    assertPermutation(order, pattern.rows);
  }
});

Deno.test("nestedDissection gives the same order every time", () => {
  const pattern = graph(1000, boxEdges(10, 10, 10));
  assertEquals(nestedDissection(pattern), nestedDissection(pattern));
});

Deno.test("nestedDissection leaves a box as sparse as METIS 5.1 does, to 5 %", () => {
  const pattern = graph(12 ** 3, boxEdges(12, 12, 12));
  const metis = 124_915;
  assertLess(fill(pattern, nestedDissection(pattern)), 1.05 * metis);
});
