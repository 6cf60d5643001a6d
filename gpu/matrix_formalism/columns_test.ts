import { assertEquals } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { uploadBlock, withoutPadding } from "../block.ts";
import { addColumns, columnsOfBlock, multiplyEntries, sideBySideBlocks } from "./columns.ts";

/** Whole numbers, exact in single precision. */
function numbers(rows: number, columns: number, seed: number): Float64Array {
  return Float64Array.from(
    { length: rows * columns },
    (_, e) => (seed * (e + 1) * 7919) % 1001 - 500,
  );
}

for (
  const [rows, columns, wider] of [[1, 1, 1], [1, 3, 7], [257, 5, 6], [1000, 1, 4], [63, 8, 8]]
) {
  gpuTest(
    `columns are added to the first of a wider block: ${rows} x ${columns}, ${wider}`,
    async (gpu) => {
      const x = numbers(rows, columns, 1), y = numbers(rows, wider, 2);
      using from = uploadBlock(gpu, "x", x, rows, columns);
      using to = uploadBlock(gpu, "y", y, rows, wider);
      addColumns(gpu, from, to);
      const [data] = await gpu.read(to.array);
      const expected = y.map((value, e) => {
        const row = Math.floor(e / wider), column = e % wider;
        return column < columns ? value + x[row * columns + column] : value;
      });
      assertEquals(withoutPadding(to, data), expected);
    },
  );

  gpuTest(`parts of blocks side by side: ${rows} x ${columns}, ${wider}`, async (gpu) => {
    const x = numbers(rows, columns, 3), y = numbers(rows, wider, 4);
    using left = uploadBlock(gpu, "x", x, rows, columns);
    using right = uploadBlock(gpu, "y", y, rows, wider);
    using all = sideBySideBlocks(gpu, "both", [left, right]);
    using back = columnsOfBlock(gpu, "right", all, columns, columns + wider);
    const [data, part] = await gpu.read(all.array, back.array);
    const expected = Float64Array.from({ length: rows * (columns + wider) }, (_, e) => {
      const row = Math.floor(e / (columns + wider)), column = e % (columns + wider);
      return column < columns ? x[row * columns + column] : y[row * wider + column - columns];
    });
    assertEquals(withoutPadding(all, data), expected);
    assertEquals(withoutPadding(back, part), y);
  });
}

gpuTest("entries are multiplied one by one", async (gpu) => {
  for (const length of [1, 256, 1003]) {
    const a = numbers(length, 1, 5), b = numbers(length, 1, 6);
    using values = gpu.upload("values", a);
    using factors = gpu.upload("factors", b);
    multiplyEntries(gpu, values, factors);
    const [data] = await gpu.read(values);
    assertEquals(Float64Array.from(data), a.map((value, e) => value * b[e]));
  }
});
