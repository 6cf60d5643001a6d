import { assertAlmostEquals, assertThrows } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { blockOf, uploadBlock, withoutPadding } from "../block.ts";
import { randomSingles } from "../sparse/testing.ts";
import { combine, type Term } from "./combine.ts";

for (const [rows, columns] of [[1, 1], [3, 5], [67, 8]] as const) {
  gpuTest(`sums of up to 14 blocks of ${rows} rows and ${columns} columns`, async (gpu) => {
    const data = Array.from({ length: 14 }, (_, j) => randomSingles(rows * columns, j + 1));
    const blocks = data.map((values) => uploadBlock(gpu, "term", values, rows, columns));
    const before = randomSingles(rows * columns, 20);
    for (const count of [0, 1, 2, 6, 7, 13, 14]) {
      for (const own of count === 0 ? [0, 1] : [0, 1, -0.75]) {
        const terms = blocks.slice(0, count).map((block, j): Term => [j - 3.5, block]);
        using out = own === 0
          ? blockOf(gpu, "sum", rows, columns)
          : uploadBlock(gpu, "sum", before, rows, columns);
        combine(gpu, out, terms, own);
        const got = withoutPadding(out, (await gpu.read(out.array))[0]);
        got.forEach((value, i) => {
          const expected = terms.reduce(
            (sum, [factor], j) => sum + factor * data[j][i],
            own * before[i],
          );
          assertAlmostEquals(value, expected, 1e-5);
        });
      }
    }
  });
}

gpuTest("terms of one block are one, and those with a factor of zero none", async (gpu) => {
  const values = randomSingles(8, 1), { dispatches } = gpu.counters;
  using x = uploadBlock(gpu, "x", values, 2, 4);
  using poison = blockOf(gpu, "poison", 2, 4);
  using out = blockOf(gpu, "sum", 2, 4);
  combine(gpu, out, [[0.25, x], [0, poison], [1.25, x]]);
  const got = withoutPadding(out, (await gpu.read(out.array))[0]);
  got.forEach((value, i) => assertAlmostEquals(value, 1.5 * values[i], 1e-7));
  assertAlmostEquals(gpu.counters.dispatches - dispatches, 1, 0);
  assertThrows(() => combine(gpu, out, [], 2), RangeError);
});
