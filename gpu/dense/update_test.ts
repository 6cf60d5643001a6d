import { assertEquals, assertThrows } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { blockOf, uploadBlock, withoutPadding } from "../block.ts";
import { addBlock, addScaled, copyColumns, scaleAndAdd } from "./mod.ts";
import { largestDifference, randomNumbers } from "./testing.ts";

const sizes = [[1, 1], [9, 3], [65, 7], [33, 64]] as const;
/** One rounding of numbers below 3. */
const TOLERANCE = 3e-7;

gpuTest("Y ± X diag(f) leaves columns of factor 0 alone", async (gpu) => {
  for (const [rows, columns] of sizes) {
    const x = randomNumbers(rows * columns, 1), y = randomNumbers(rows * columns, 2);
    const f = randomNumbers(columns, 3);
    if (columns > 2) {
      f[1] = 0;
      x[1] = 3e38;
    }
    using factors = gpu.upload("f", f);
    for (const sign of [1, -1] as const) {
      using xBlock = uploadBlock(gpu, "x", x, rows, columns);
      using yBlock = uploadBlock(gpu, "y", y, rows, columns);
      addScaled(gpu, yBlock, xBlock, factors, sign);
      const [out] = await gpu.read(yBlock.array);
      const expected = y.map((value, e) => value + sign * x[e] * f[e % columns]);
      assertEquals(largestDifference(withoutPadding(yBlock, out), expected) < TOLERANCE, true);
    }
  }
});

gpuTest("Y + α X", async (gpu) => {
  for (const [rows, columns] of sizes) {
    const x = randomNumbers(rows * columns, 1), y = randomNumbers(rows * columns, 2);
    using xBlock = uploadBlock(gpu, "x", x, rows, columns);
    using yBlock = uploadBlock(gpu, "y", y, rows, columns);
    addBlock(gpu, yBlock, xBlock);
    addBlock(gpu, yBlock, xBlock, -0.25);
    const [out] = await gpu.read(yBlock.array);
    const expected = y.map((value, e) => value + 0.75 * x[e]);
    assertEquals(largestDifference(withoutPadding(yBlock, out), expected) < TOLERANCE, true);
  }
});

gpuTest("X + Y diag(f) does not use columns of factor 0", async (gpu) => {
  for (const [rows, columns] of sizes) {
    const x = randomNumbers(rows * columns, 1), f = randomNumbers(columns, 3);
    using xBlock = uploadBlock(gpu, "x", x, rows, columns);
    using factors = gpu.upload("f", f);
    using zeros = gpu.zeros("0", columns);
    using y = blockOf(gpu, "y", rows, columns);
    scaleAndAdd(gpu, y, xBlock, zeros);
    const [first] = await gpu.read(y.array);
    assertEquals(withoutPadding(y, first), x);
    scaleAndAdd(gpu, y, xBlock, factors);
    const [second] = await gpu.read(y.array);
    const expected = x.map((value, e) => value + value * f[e % columns]);
    assertEquals(largestDifference(withoutPadding(y, second), expected) < TOLERANCE, true);
  }
});

gpuTest("columns are copied, the others stay", async (gpu) => {
  const rows = 67, x = randomNumbers(rows * 5, 1), y = randomNumbers(rows * 7, 2);
  using xBlock = uploadBlock(gpu, "x", x, rows, 5);
  using yBlock = uploadBlock(gpu, "y", y, rows, 7);
  copyColumns(gpu, xBlock, yBlock, { from: 2, to: 4 });
  const [out] = await gpu.read(yBlock.array);
  const expected = y.map((value, e) => {
    const row = Math.floor(e / 7), column = e % 7;
    return column < 4 ? value : x[row * 5 + column - 2];
  });
  assertEquals(withoutPadding(yBlock, out), expected);
  assertThrows(
    () => copyColumns(gpu, xBlock, yBlock, { to: 3 }),
    RangeError,
    "Cannot copy 5 columns from 0 of 5 to 3 of 7",
  );
});
