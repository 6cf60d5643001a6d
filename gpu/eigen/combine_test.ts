import { assertEquals, assertLess } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { blockOf, withoutPadding } from "../block.ts";
import { largestDifference } from "../dense/testing.ts";
import { poisonedBlock, randomSingles } from "../sparse/testing.ts";
import { combine } from "./combine.ts";

for (const [rows, columns] of [[67, 5], [1, 1], [130, 8], [3, 70]] as const) {
  gpuTest(`combine() is αx + βy + γ·out for ${rows} x ${columns}`, async (gpu) => {
    const [x, y, z] = [1, 2, 3].map((seed) => randomSingles(rows * columns, seed));
    using a = poisonedBlock(gpu, x, rows, columns);
    using b = poisonedBlock(gpu, y, rows, columns);
    using c = poisonedBlock(gpu, z, rows, columns);
    // Poisoned: with γ = 0 it is not read.
    using fresh = blockOf(gpu, "fresh", rows, columns);
    combine(gpu, a, b, c, [0.7, -2, -1]);
    combine(gpu, a, b, fresh, [3, 0.25, 0]);
    const [mixed, only] = await gpu.read(c.array, fresh.array);
    const three = x.map((value, e) => 0.7 * value - 2 * y[e] - z[e]);
    const two = x.map((value, e) => 3 * value + 0.25 * y[e]);
    assertLess(largestDifference(withoutPadding(c, mixed), three), 6e-7);
    assertLess(largestDifference(withoutPadding(fresh, only), two), 6e-7);
  });
}

gpuTest("combine() takes one block twice", async (gpu) => {
  using x = poisonedBlock(gpu, Float64Array.of(1, 2, 3), 1, 3);
  using y = poisonedBlock(gpu, Float64Array.of(5, 5, 5), 1, 3);
  combine(gpu, x, x, y, [-1, 0, 1]);
  const [data] = await gpu.read(y.array);
  assertEquals([...withoutPadding(y, data)], [4, 3, 2]);
});
