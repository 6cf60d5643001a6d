import { assertEquals, assertLess } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { uploadBlock } from "../block.ts";
import { columnDots, columnNorms } from "./mod.ts";
import { randomNumbers } from "./testing.ts";

gpuTest("column dots and norms at sizes that divide nothing", async (gpu) => {
  const sizes = [[1, 1], [3, 5], [257, 1], [1000, 17], [70, 131], [129, 601], [40_001, 3]];
  for (const [rows, columns] of sizes) {
    const x = randomNumbers(rows * columns, 1), y = randomNumbers(rows * columns, 2);
    using xBlock = uploadBlock(gpu, "x", x, rows, columns);
    using yBlock = uploadBlock(gpu, "y", y, rows, columns);
    // One more number, which must stay as it is.
    using dots = gpu.array("dots", columns + 1);
    using norms = gpu.array("norms", columns + 1);
    columnDots(gpu, xBlock, yBlock, dots);
    columnNorms(gpu, xBlock, norms);
    const [a, b] = await gpu.read(dots, norms);
    assertEquals([a[columns], b[columns]], [NaN, NaN]);
    for (let j = 0; j < columns; j++) {
      let xx = 0, yy = 0, xy = 0;
      for (let e = j; e < rows * columns; e += columns) {
        xx += x[e] * x[e];
        yy += y[e] * y[e];
        xy += x[e] * y[e];
      }
      assertLess(Math.abs(a[j] - xy), 3e-7 * Math.sqrt(xx * yy));
      assertLess(Math.abs(b[j] - Math.sqrt(xx)), 3e-7 * Math.sqrt(xx));
    }
  }
});

gpuTest("the square of a column of 300 000 equal numbers is right to 1e-6", async (gpu) => {
  const rows = 300_000, value = Math.fround(0.1);
  using x = uploadBlock(gpu, "x", new Float64Array(rows).fill(value), rows, 1);
  using out = gpu.array("dots", 1);
  columnDots(gpu, x, x, out);
  const [[found]] = await gpu.read(out);
  assertLess(Math.abs(found / (rows * value ** 2) - 1), 1e-6);
});
