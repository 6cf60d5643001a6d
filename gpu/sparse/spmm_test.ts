import { assertAlmostEquals, assertEquals } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { blockOf, withoutPadding } from "../block.ts";
import { spmm, uploadPattern } from "./mod.ts";
import { plainProduct, poisonedBlock, randomPattern, randomSingles } from "./testing.ts";

const SIZES = [[1, 1], [1, 5], [37, 1], [300, 4], [129, 6], [70, 31], [33, 67]] as const;

for (const [rows, columns] of SIZES) {
  gpuTest(
    `spmm of ${rows} rows and ${columns} columns is the sum over the entries`,
    async (gpu) => {
      const pattern = randomPattern(rows, 7), entries = pattern.columnIndex.length;
      const values = randomSingles(entries, 1);
      const x = randomSingles(rows * columns, 2), y = randomSingles(rows * columns, 3);
      using onGpu = uploadPattern(gpu, pattern);
      using a = gpu.upload("values", values);
      using from = poisonedBlock(gpu, x, rows, columns);
      using fresh = blockOf(gpu, "product", rows, columns);
      using added = poisonedBlock(gpu, y, rows, columns);
      spmm(gpu, onGpu, a, from, fresh);
      spmm(gpu, onGpu, a, from, added, { alpha: -0.75, beta: 0.5 });
      const [first, second] = await gpu.read(fresh.array, added.array);
      const { product, size } = plainProduct(pattern, values, x, columns);
      const plain = withoutPadding(fresh, first), sum = withoutPadding(added, second);
      product.forEach((exact, i) => {
        assertAlmostEquals(plain[i], exact, 1e-6 * size[i]);
        assertAlmostEquals(sum[i], -0.75 * exact + 0.5 * y[i], 1e-6 * (size[i] + Math.abs(y[i])));
      });
    },
  );
}

gpuTest("spmm counts what it must read and write", async (gpu) => {
  const pattern = randomPattern(10, 7), entries = pattern.columnIndex.length;
  using onGpu = uploadPattern(gpu, pattern);
  using values = gpu.zeros("values", entries);
  using x = blockOf(gpu, "x", 10, 3);
  using y = blockOf(gpu, "y", 10, 3);
  const before = { ...(gpu.counters.kernels.get("spmm") ?? { flops: 0, bytes: 0 }) };
  spmm(gpu, onGpu, values, x, y);
  const { flops, bytes } = gpu.counters.kernels.get("spmm")!;
  assertEquals(flops - before.flops, 2 * entries * 3);
  assertEquals(bytes - before.bytes, 4 * (10 + 2 * entries + 2 * 30));
  await gpu.read(y.array);
});
