import { assertEquals, assertLess } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { type GpuBlock, uploadBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import { gram } from "./mod.ts";
import { largestDifference, plainGram, randomNumbers } from "./testing.ts";

/** A block whose padding is NaN. */
function poisonedBlock(gpu: Gpu, values: Float64Array, rows: number, columns: number): GpuBlock {
  const block = uploadBlock(gpu, "block", values, rows, columns), { width } = block;
  for (let row = 0; width > columns && row < rows; row++) {
    using nans = gpu.array("nans", width - columns);
    gpu.copy(nans, block.array, { to: row * width + columns });
  }
  return block;
}

gpuTest("XᵀY at sizes that divide nothing", async (gpu) => {
  for (const [rows, m, n] of [[1, 1, 1], [5, 3, 1], [300, 1, 7], [513, 33, 66], [4200, 5, 2]]) {
    const x = randomNumbers(rows * m, 1), y = randomNumbers(rows * n, 2);
    using xBlock = poisonedBlock(gpu, x, rows, m);
    using yBlock = poisonedBlock(gpu, y, rows, n);
    using out = gpu.array("gram", m * n);
    gram(gpu, xBlock, yBlock, out);
    const [found] = await gpu.read(out);
    assertLess(largestDifference(found, plainGram(x, y, rows, m, n)), 2e-7 * rows ** 0.5 + 1e-7);
  }
});

gpuTest("XᵀX and a symmetric XᵀY compute one half and mirror it", async (gpu) => {
  for (const [rows, m] of [[700, 70], [300, 101]]) await checkSymmetric(gpu, rows, m);
});

async function checkSymmetric(gpu: Gpu, rows: number, m: number): Promise<void> {
  const x = randomNumbers(rows * m, 1);
  using xBlock = poisonedBlock(gpu, x, rows, m);
  using yBlock = poisonedBlock(gpu, x.map((value) => 2 * value), rows, m);
  using own = gpu.array("XᵀX", m * m);
  using twice = gpu.array("XᵀY", m * m);
  gram(gpu, xBlock, xBlock, own);
  gram(gpu, xBlock, yBlock, twice, { symmetric: true });
  const [a, b] = await gpu.read(own, twice);
  const expected = plainGram(x, x, rows, m, m);
  // The squared norms are about rows / 3; four roundings of them are allowed.
  const tolerance = 4 * 6e-8 * rows / 3;
  assertLess(largestDifference(a, expected), tolerance);
  assertLess(largestDifference(b, expected.map((value) => 2 * value)), 2 * tolerance);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) assertEquals(a[i * m + j], a[j * m + i]);
  }
}

gpuTest("a Gram matrix over 200 000 rows errs by less than 1e-6 of the norms", async (gpu) => {
  const rows = 200_000, m = 4;
  // Equal numbers round the same way again and again: the worst case of a long sum.
  const x = randomNumbers(rows * m, 5);
  for (let row = 0; row < rows; row++) {
    x[row * m] = Math.fround(0.1);
    x[row * m + 1] = Math.fround(1 + 0.3 * Math.sin(row));
  }
  using block = uploadBlock(gpu, "x", x, rows, m);
  using out = gpu.array("gram", m * m);
  gram(gpu, block, block, out);
  const [found] = await gpu.read(out);
  const expected = plainGram(x, x, rows, m, m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      const norms = Math.sqrt(expected[i * m + i] * expected[j * m + j]);
      assertLess(Math.abs(found[i * m + j] - expected[i * m + j]), 1e-6 * norms);
    }
  }
});
