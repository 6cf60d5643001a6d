import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  csrFromTriplets,
  multiply,
  toDense,
  transpose,
  validateMatrix,
  validatePattern,
} from "./csr.ts";
import { randomMatrix, randomNumbers } from "./fixtures_test.ts";

Deno.test("csrFromTriplets sorts rows and adds entries at the same place", () => {
  const matrix = csrFromTriplets(2, 3, [[1, 2, 5], [0, 1, 2], [1, 0, 3], [0, 1, 4]]);
  assertEquals([...matrix.rowStart], [0, 1, 3]);
  assertEquals([...matrix.columnIndex], [1, 0, 2]);
  assertEquals([...matrix.values], [6, 3, 5]);
  assertEquals([...toDense(matrix)], [0, 6, 0, 3, 0, 5]);
  assertThrows(() => csrFromTriplets(2, 3, [[0, 3, 1]]), RangeError, "entry (0, 3)");
});

Deno.test("transpose and multiply agree with the dense matrix", () => {
  fc.assert(
    fc.property(
      fc.record({
        rows: fc.integer({ min: 1, max: 20 }),
        columns: fc.integer({ min: 1, max: 20 }),
        width: fc.integer({ min: 1, max: 5 }),
        seed: fc.nat(10000),
      }),
      ({ rows, columns, width, seed }) => {
        const random = randomNumbers(seed);
        const matrix = randomMatrix(rows, columns, 3, random);
        validateMatrix(matrix);
        const turned = transpose(matrix);
        validateMatrix(turned);
        const dense = toDense(matrix);
        const denseTurned = toDense(turned);
        const x = new Float64Array(columns * width).map(random);
        const y = multiply(matrix, x, width);
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) {
            assertEquals(denseTurned[j * rows + i], dense[i * columns + j]);
          }
          for (let c = 0; c < width; c++) {
            let sum = 0;
            for (let j = 0; j < columns; j++) sum += dense[i * columns + j] * x[j * width + c];
            assertEquals(y[i * width + c], sum);
          }
        }
      },
    ),
  );
});

Deno.test("validatePattern and validateMatrix name what is wrong", () => {
  const good = csrFromTriplets(2, 2, [[0, 0, 1], [0, 1, 1], [1, 1, 1]]);
  validateMatrix(good);
  const throws = (change: Partial<typeof good>, message: string) =>
    assertThrows(() => validateMatrix({ ...good, ...change }), RangeError, message);
  throws({ rowStart: Int32Array.of(0, 2) }, "rowStart has 2 elements, expected 3");
  throws({ rowStart: Int32Array.of(0, 2, 2) }, "runs from 0 to 2, expected 0 to 3");
  throws({ rowStart: Int32Array.of(0, 4, 3) }, "rowStart descends after row 1");
  throws({ columnIndex: Int32Array.of(0, 2, 1) }, "row 0 has column 2");
  throws({ columnIndex: Int32Array.of(1, 0, 1) }, "row 0 has column 0 after 1");
  throws({ columnIndex: Int32Array.of(0, 0, 1) }, "row 0 has column 0 after 0");
  throws({ values: Float64Array.of(1, 2) }, "2 values for 3 entries");
  throws({ values: Float64Array.of(1, NaN, 2) }, "row 0, column 1 is NaN");
  validatePattern(good);
});
