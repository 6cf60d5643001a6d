import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Workspace } from "../../../wasm/mod.ts";
import { choleskyFactor, choleskyWorkspaceSize, NotPositiveDefiniteError } from "./cholesky.ts";
import { csrFromTriplets, type CsrMatrix, multiply, toDense } from "./csr.ts";
import {
  boxEdges,
  definiteMatrix,
  denseCholesky,
  denseSolve,
  laplacian,
  randomEdges,
  randomNumbers,
  relativeResidual,
} from "./fixtures_test.ts";
import { analyse } from "./symbolic.ts";

function randomBlock(length: number, random: () => number): Float64Array {
  return Float64Array.from({ length }, () => random() - 0.5);
}

/** ‖A X − B‖ / ‖B‖ for a random block. */
function residualOf(matrix: CsrMatrix, columns: number, random: () => number): number {
  const factor = choleskyFactor(analyse(matrix));
  factor.factorise(matrix.values);
  const right = randomBlock(matrix.rows * columns, random);
  const x = right.slice();
  factor.solve(x, columns);
  return relativeResidual(multiply(matrix, x, columns), right);
}

Deno.test("factor and solve agree with dense Cholesky on random matrices and widths", () => {
  fc.assert(
    fc.property(
      fc.record({
        rows: fc.integer({ min: 1, max: 120 }),
        density: fc.double({ min: 0, max: 6, noNaN: true }),
        columns: fc.integer({ min: 1, max: 37 }),
        seed: fc.nat(10000),
      }),
      ({ rows, density, columns, seed }) => {
        const random = randomNumbers(seed);
        const edges = randomEdges(rows, Math.round(rows * density), random);
        const matrix = definiteMatrix(rows, edges, random);
        const factor = choleskyFactor(analyse(matrix));
        factor.factorise(matrix.values);
        const right = randomBlock(rows * columns, random);
        const x = right.slice();
        factor.solve(x, columns);
        const dense = denseSolve(denseCholesky(toDense(matrix), rows), right, columns);
        // Diagonally dominant by at least 0.1: the condition number is below 1e3.
        assertLess(relativeResidual(x, dense), 1e-13);
        assertLess(relativeResidual(multiply(matrix, x, columns), right), 1e-13);
      },
    ),
  );
});

Deno.test("solves on boxes, long and flat, have a residual of rounding size", () => {
  const random = randomNumbers(2);
  for (const [n1, n2, n3] of [[11, 12, 13], [70, 5, 4], [40, 40, 1], [300, 1, 1], [2, 2, 2]]) {
    const matrix = laplacian(n1 * n2 * n3, boxEdges(n1, n2, n3), 0.1);
    for (const columns of [1, 16, 19]) {
      assertLess(residualOf(matrix, columns, random), 1e-13);
    }
  }
});

Deno.test("panels wider than every cache block are factorised exactly enough", () => {
  const random = randomNumbers(4);
  const rows = 613;
  const edges: [number, number][] = [];
  for (let i = 0; i < rows; i++) for (let j = 0; j < i; j++) edges.push([i, j]);
  assertLess(residualOf(definiteMatrix(rows, edges, random), 17, random), 1e-13);
  // Wide panels with many rows below: two dense halves joined by a dense third.
  const joined: [number, number][] = [];
  for (let i = 0; i < 900; i++) {
    for (let j = 0; j < i; j++) if (i >= 600 || (i < 300) === (j < 300)) joined.push([i, j]);
  }
  assertLess(residualOf(definiteMatrix(900, joined, random), 5, random), 1e-13);
});

Deno.test("an ill-conditioned stiffness matrix is solved to a small residual", () => {
  const matrix = laplacian(1000, boxEdges(10, 10, 10), 1e-6);
  const random = randomNumbers(9);
  const x = randomBlock(1000, random);
  const right = multiply(matrix, x);
  const factor = choleskyFactor(analyse(matrix));
  factor.factorise(matrix.values);
  const solved = right.slice();
  factor.solve(solved);
  assertLess(relativeResidual(multiply(matrix, solved), right), 1e-12);
});

Deno.test("one node and disconnected graphs", () => {
  const one = choleskyFactor(analyse(csrFromTriplets(1, 1, [[0, 0, 4]])));
  one.factorise(Float64Array.of(4));
  const x = Float64Array.of(2, 6);
  one.solve(x, 2);
  assertEquals([...x], [0.5, 1.5]);

  const random = randomNumbers(6);
  const pieces = boxEdges(5, 5, 5).flatMap((
    [i, j],
  ): [number, number][] => [[i, j], [i + 125, j + 125]]);
  assertLess(residualOf(definiteMatrix(300, pieces, random), 3, random), 1e-13);
  assertLess(residualOf(definiteMatrix(150, [], random), 3, random), 1e-15);
});

Deno.test("a factor is refactorised for new values of the same pattern", () => {
  const random = randomNumbers(7);
  const edges = boxEdges(6, 7, 8);
  const first = definiteMatrix(336, edges, random);
  const second = definiteMatrix(336, edges, random);
  const symbolic = analyse(first);
  const factor = choleskyFactor(symbolic);
  const right = randomBlock(336 * 2, random);
  const solved = (values: Float64Array, by = factor) => {
    by.factorise(values);
    const x = right.slice();
    by.solve(x, 2);
    return x;
  };
  const x1 = solved(first.values);
  const x2 = solved(second.values);
  assert(x1.some((v, i) => v !== x2[i]));
  assertEquals(solved(first.values), x1);
  assertEquals(solved(second.values, choleskyFactor(symbolic)), x2);
});

Deno.test("a view of the factor's workspace is solved in place, like any other array", () => {
  const random = randomNumbers(8);
  const matrix = definiteMatrix(343, boxEdges(7, 7, 7), random);
  const symbolic = analyse(matrix);
  const size = choleskyWorkspaceSize(symbolic);
  const columns = 21;
  const workspace = new Workspace({
    float64: [...size.float64, 343 * columns],
    int32: size.int32,
  });
  const factor = choleskyFactor(symbolic, workspace);
  const view = workspace.copyFloat64(randomBlock(343 * columns, random));
  const copy = Float64Array.from(view);
  factor.factorise(matrix.values);
  factor.solve(view, columns);
  factor.solve(copy, columns);
  assertEquals(Float64Array.from(view), copy);
});

Deno.test("a matrix that is not positive definite is refused by row and pivot", () => {
  const random = randomNumbers(11);
  const matrix = definiteMatrix(200, boxEdges(10, 5, 4), random);
  const factor = choleskyFactor(analyse(matrix));
  const diagonal = (row: number) => {
    const start = matrix.rowStart[row];
    return start + matrix.columnIndex.subarray(start, matrix.rowStart[row + 1]).indexOf(row);
  };
  for (const row of [0, 57, 199]) {
    const values = matrix.values.slice();
    values[diagonal(row)] = -1;
    const error = assertThrows(() => factor.factorise(values), NotPositiveDefiniteError);
    assertEquals(error.row, row);
    assertLess(error.pivot, 0);
    assertEquals(
      error.message,
      `Cannot factorise the matrix: it is not positive definite, the pivot of row ${row} is ${error.pivot}`,
    );
    assertThrows(() => factor.solve(new Float64Array(200)), Error, "no factorisation yet");
    values[diagonal(row)] = NaN;
    assertEquals(
      assertThrows(() => factor.factorise(values), NotPositiveDefiniteError).pivot,
      NaN,
    );
  }
  factor.factorise(matrix.values);
  factor.solve(new Float64Array(200));
});

Deno.test("a singular matrix is refused although rounding may leave its last pivot positive", () => {
  for (const side of [3, 5, 8, 11]) {
    const matrix = laplacian(side ** 3, boxEdges(side, side, side), 0);
    const factor = choleskyFactor(analyse(matrix));
    assertThrows(() => factor.factorise(matrix.values), NotPositiveDefiniteError);
  }
});

Deno.test("wrong lengths and too much memory are refused in words", () => {
  const symbolic = analyse(laplacian(8, boxEdges(2, 2, 2), 1));
  const factor = choleskyFactor(symbolic);
  assertThrows(() => factor.factorise(new Float64Array(3)), RangeError, "3 values");
  assertThrows(() => factor.solve(new Float64Array(8)), Error, "no factorisation yet");
  const identity = new Float64Array(symbolic.entries);
  assertThrows(() => factor.factorise(identity), NotPositiveDefiniteError);
  const panelStart = symbolic.panelStart.slice();
  panelStart[panelStart.length - 1] = 2 ** 26;
  assertThrows(() => choleskyFactor({ ...symbolic, panelStart }), RangeError, "8.0 GiB");
});

Deno.test("solve checks the length of its block", () => {
  const matrix = laplacian(8, boxEdges(2, 2, 2), 1);
  const factor = choleskyFactor(analyse(matrix));
  factor.factorise(matrix.values);
  assertThrows(() => factor.solve(new Float64Array(9)), RangeError, "9 numbers");
});
