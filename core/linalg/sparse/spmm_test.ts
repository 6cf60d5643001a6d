import { assert, assertLess } from "@std/assert";
import fc from "fast-check";
import { spmm, spmv, Workspace } from "../../../wasm/mod.ts";
import { csrFromTriplets, type CsrMatrix, multiply } from "./csr.ts";
import { randomMatrix, randomNumbers } from "./fixtures_test.ts";

/** Largest difference between kernel and twin, for a block of `width` columns and, if it is one, for `spmv` too. */
function compare(matrix: CsrMatrix, width: number, random: () => number): number {
  const { rows, columns, values } = matrix;
  const workspace = new Workspace({
    float64: [values.length, columns * width, rows * width],
    int32: [rows + 1, values.length],
  });
  const operand = {
    rows,
    rowStart: workspace.copyInt32(matrix.rowStart),
    columnIndex: workspace.copyInt32(matrix.columnIndex),
    values: workspace.copyFloat64(values),
  };
  const x = workspace.copyFloat64(Float64Array.from({ length: columns * width }, random));
  const y = workspace.float64(rows * width);
  const twin = multiply(matrix, x, width);
  const difference = () => y.reduce((worst, v, i) => Math.max(worst, Math.abs(v - twin[i])), 0);
  spmm(workspace, operand, x, width, y.fill(NaN));
  assert(y.every(Number.isFinite));
  const block = difference();
  if (width > 1) return block;
  spmv(workspace, operand, x, y.fill(NaN));
  assert(y.every(Number.isFinite));
  return Math.max(block, difference());
}

Deno.test("spmv and spmm agree with their twin on random matrices and widths", () => {
  fc.assert(
    fc.property(
      fc.record({
        rows: fc.integer({ min: 1, max: 40 }),
        columns: fc.integer({ min: 1, max: 40 }),
        perRow: fc.integer({ min: 0, max: 12 }),
        width: fc.integer({ min: 1, max: 40 }),
        seed: fc.nat(10000),
      }),
      ({ rows, columns, perRow, width, seed }) => {
        const random = randomNumbers(seed);
        const matrix = randomMatrix(rows, columns, perRow, random);
        // Rows hold at most 24 products below 1/2: a few units in the last place of their sum.
        assertLess(compare(matrix, width, random), 1e-14);
      },
    ),
  );
});

Deno.test("spmv agrees with its twin for every length of row from 0 to 20", () => {
  const random = randomNumbers(1);
  const triplets = Array.from(
    { length: 21 },
    (_, row) => Array.from({ length: row }, (_, column) => [row, column, random()] as const),
  ).flat();
  assertLess(compare(csrFromTriplets(21, 21, triplets), 1, random), 1e-14);
});
