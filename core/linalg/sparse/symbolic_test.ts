import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { csrFromTriplets, type CsrPattern } from "./csr.ts";
import { columnCounts, eliminationTree, postorder } from "./etree.ts";
import {
  boxEdges,
  definiteMatrix,
  eliminate,
  laplacian,
  randomEdges,
  randomNumbers,
} from "./fixtures_test.ts";
import { findSupernodes, panelTiles } from "./supernodes.ts";
import { analyse, type Symbolic } from "./symbolic.ts";
import { allotUpdates } from "./update_memory.ts";

function inverse(order: Int32Array): Int32Array {
  const place = new Int32Array(order.length);
  order.forEach((v, k) => place[v] = k);
  return place;
}

const patterns = fc.record({
  rows: fc.integer({ min: 1, max: 60 }),
  density: fc.double({ min: 0, max: 3, noNaN: true }),
  seed: fc.nat(10000),
}).map(({ rows, density, seed }) => {
  const random = randomNumbers(seed);
  return definiteMatrix(rows, randomEdges(rows, Math.round(rows * density), random), random);
});

Deno.test("eliminationTree and columnCounts agree with elimination node after node", () => {
  fc.assert(fc.property(patterns, fc.nat(10000), (pattern, seed) => {
    const random = randomNumbers(seed);
    const shuffled = Int32Array.from({ length: pattern.rows }, (_, i) => i);
    for (let i = pattern.rows - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
    }
    const first = eliminationTree(pattern, shuffled, inverse(shuffled));
    const post = postorder(first);
    const order = Int32Array.from(post, (k) => shuffled[k]);
    const parent = eliminationTree(pattern, order, inverse(order));
    const expected = eliminate(pattern, order);
    const counts = columnCounts(pattern, order, inverse(order), parent);
    expected.forEach((column, k) => {
      const below = [...column].filter((i) => i > k);
      assertEquals(parent[k], below.length === 0 ? -1 : Math.min(...below));
      assertEquals(counts[k], column.size);
      // Postordered: the descendants of a node come right before it.
      assert(parent[k] === -1 || parent[k] > k);
    });
  }));
});

Deno.test("postorder keeps subtrees together", () => {
  const parent = Int32Array.of(3, 4, 3, 5, 5, -1, 7, -1);
  assertEquals([...postorder(parent)], [0, 2, 3, 1, 4, 5, 6, 7]);
});

/** Checks a symbolic analysis against the factor's true pattern. */
function check(pattern: CsrPattern, symbolic: Symbolic): void {
  const { permutation, slotOf, pivotStart, slotStart, rowStart, rowCount, rowSlot, parent } =
    symbolic;
  const supernodes = parent.length;
  const padding = slotStart[supernodes];
  assertEquals(new Set(slotOf).size, pattern.rows);
  const columns = eliminate(pattern, permutation);
  assertEquals(symbolic.factorEntries, columns.reduce((sum, c) => sum + c.size, 0));
  assertEquals(symbolic.flops, columns.reduce((sum, c) => sum + c.size ** 2, 0));
  for (let s = 0; s < supernodes; s++) {
    const rows = [...rowSlot.subarray(rowStart[s], rowStart[s] + rowCount[s])];
    assertEquals(rows, [...new Set(rows)].sort((a, b) => a - b));
    assert(rows.every((slot) => slot >= slotStart[s + 1] && slot < padding));
    assert(
      rowSlot.subarray(rowStart[s] + rowCount[s], rowStart[s + 1]).every((v) => v === padding),
    );
    const held = new Set(rows);
    for (let k = pivotStart[s]; k < pivotStart[s + 1]; k++) {
      assertEquals(slotOf[permutation[k]], slotStart[s] + k - pivotStart[s]);
      for (const i of columns[k]) {
        const slot = slotOf[permutation[i]];
        assert(slot < slotStart[s + 1] || held.has(slot));
      }
    }
    const p = parent[s];
    if (rows.length === 0) {
      assertEquals(p, -1);
      continue;
    }
    const width = slotStart[p + 1] - slotStart[p];
    rows.forEach((slot, i) => {
      const place = symbolic.rowInParent[rowStart[s] + i];
      if (place < width) assertEquals(slotStart[p] + place, slot);
      else assertEquals(rowSlot[rowStart[p] + place - width], slot);
    });
  }
  // Every entry of one triangle is used once.
  assertEquals(new Set(symbolic.entrySource).size, symbolic.entrySource.length);
  assertEquals(symbolic.entrySource.length, (pattern.columnIndex.length + pattern.rows) / 2);
}

Deno.test("analyse finds a structure that holds the factor", () => {
  fc.assert(fc.property(patterns, (pattern) => check(pattern, analyse(pattern))));
  for (const sides of [[7, 6, 5], [12, 9, 4], [40, 3, 3]]) {
    const [n1, n2, n3] = sides;
    const pattern = laplacian(n1 * n2 * n3, boxEdges(n1, n2, n3), 1);
    check(pattern, analyse(pattern));
  }
});

Deno.test("analyse stores few zeros on a box", () => {
  const pattern = laplacian(12 ** 3, boxEdges(12, 12, 12), 1);
  const symbolic = analyse(pattern);
  const stored = 16 * symbolic.panelStart[symbolic.parent.length];
  // Whole tiles on the diagonal, padding to tiles and merged supernodes.
  assert(stored < 1.25 * symbolic.factorEntries, `${stored} for ${symbolic.factorEntries}`);
});

Deno.test("findSupernodes merges a chain of equal patterns and small children", () => {
  // A dense matrix of order 6: one chain.
  const parent = Int32Array.of(1, 2, 3, 4, 5, -1);
  const dense = findSupernodes(parent, Int32Array.of(6, 5, 4, 3, 2, 1));
  assertEquals([...dense.columnStart], [0, 6]);
  // Two leaves with one row below: merging both costs nothing, as the panel is padded to a tile anyway.
  const fork = findSupernodes(Int32Array.of(2, 2, -1), Int32Array.of(2, 2, 1));
  assertEquals([...fork.columnStart], [0, 3]);
  assertEquals([...fork.columns].sort(), [0, 1, 2]);
  assertEquals(fork.columns[2], 2);
});

Deno.test("panelTiles counts the lower triangle of tiles and the rows below", () => {
  assertEquals(panelTiles(1, 0), 1);
  assertEquals(panelTiles(4, 4), 2);
  assertEquals(panelTiles(5, 1), 3 + 2);
  assertEquals(panelTiles(12, 7), 6 + 6);
});

Deno.test("allotUpdates never overlaps update matrices that live at the same time", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ up: fc.nat(4), strips: fc.nat(5) }), { minLength: 1, maxLength: 60 }),
      (nodes) => {
        const count = nodes.length;
        const parent = Int32Array.from(nodes, ({ up }, s) => s + 1 + up < count ? s + 1 + up : -1);
        const rowStart = new Int32Array(count + 1);
        nodes.forEach(({ strips }, s) => rowStart[s + 1] = rowStart[s] + 4 * strips);
        const { updateStart, updateTiles } = allotUpdates(parent, rowStart);
        const interval = (s: number) => {
          const { strips } = nodes[s];
          return [updateStart[s], updateStart[s] + strips * (strips + 1) / 2];
        };
        for (let s = 0; s < count; s++) {
          const [start, end] = interval(s);
          assert(start >= 0 && end <= updateTiles);
          for (let other = 0; other < s; other++) {
            // `other` lives until its parent is done; a root's is empty in a factorisation but kept here.
            if (parent[other] >= 0 && parent[other] < s) continue;
            const [otherStart, otherEnd] = interval(other);
            assert(
              end <= otherStart || otherEnd <= start || start === end || otherStart === otherEnd,
            );
          }
        }
      },
    ),
  );
});

Deno.test("analyse refuses patterns that are not symmetric, square or full on the diagonal", () => {
  const message = (entries: [number, number][], columns = 3) =>
    assertThrows(
      () => analyse(csrFromTriplets(3, columns, entries.map(([i, j]) => [i, j, 1]))),
      RangeError,
    ).message;
  assert(message([[0, 0], [1, 1], [2, 2], [0, 1]]).includes("row 0, column 1"));
  assert(message([[0, 0], [1, 1], [2, 2], [2, 0], [1, 2], [2, 1]]).includes("row"));
  assert(message([[0, 0], [2, 2]]).includes("no diagonal entry in row 1"));
  assert(message([[0, 0]], 4).includes("3 × 4"));
});
