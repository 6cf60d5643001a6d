import { assertAlmostEquals } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { sddmm, sddmmMoments, uploadPattern } from "./mod.ts";
import { poisonedBlock, randomPattern, randomSingles } from "./testing.ts";

for (const [rows, columns] of [[1, 1], [1, 7], [50, 1], [300, 4], [61, 6], [40, 35]] as const) {
  gpuTest(`sddmm of ${rows} rows and ${columns} columns samples the product`, async (gpu) => {
    const pattern = randomPattern(rows, 9), { rowStart, columnIndex } = pattern;
    const entries = columnIndex.length;
    const u = randomSingles(rows * columns, 1), v = randomSingles(rows * columns, 2);
    const start = randomSingles(entries, 3), factors = randomSingles(columns, 4);
    using onGpu = uploadPattern(gpu, pattern);
    using left = poisonedBlock(gpu, u, rows, columns);
    using right = poisonedBlock(gpu, v, rows, columns);
    using factor = gpu.upload("factors", factors);
    using plain = gpu.upload("plain", start);
    using weighted = gpu.upload("weighted", start);
    sddmm(gpu, onGpu, left, right, plain);
    sddmm(gpu, onGpu, left, right, weighted, { alpha: -1.5, factors: factor });
    using apart = gpu.upload("apart", start);
    sddmm(gpu, onGpu, left, right, apart, { alpha: 2, factors: factor, difference: true });
    const [one, two, three] = await gpu.read(plain, weighted, apart);
    for (let a = 0; a < rows; a++) {
      for (let e = rowStart[a]; e < rowStart[a + 1]; e++) {
        const b = columnIndex[e];
        let sum = 0, sumWeighted = 0, sumApart = 0, size = Math.abs(start[e]), sizeApart = size;
        for (let c = 0; c < columns; c++) {
          const term = u[a * columns + c] * v[b * columns + c];
          sum += term;
          sumWeighted += factors[c] * term;
          size += 1.5 * Math.abs(term);
          const [du, dv] = [u, v].map((x) => x[a * columns + c] - x[b * columns + c]);
          const other = factors[c] * (a === b ? term : -du * dv / 2);
          sumApart += other;
          sizeApart += 2 * Math.abs(other);
        }
        assertAlmostEquals(one[e], start[e] + sum, 1e-6 * size);
        assertAlmostEquals(two[e], start[e] - 1.5 * sumWeighted, 1e-6 * size);
        assertAlmostEquals(three[e], start[e] + 2 * sumApart, 1e-6 * sizeApart);
      }
    }
  });
}

for (const [rows, columns] of [[1, 1], [50, 2], [40, 34], [61, 8]] as const) {
  gpuTest(`sddmm of three matrices, ${rows} rows and ${columns} columns`, async (gpu) => {
    const pattern = randomPattern(rows, 9), { rowStart, columnIndex } = pattern, first = 5;
    const u = randomSingles(rows * columns, 1), v = randomSingles(rows * columns, 2);
    const start = randomSingles(columnIndex.length, 3);
    const factors = randomSingles(first + 3 * columns, 4);
    using onGpu = uploadPattern(gpu, pattern);
    using left = poisonedBlock(gpu, u, rows, columns);
    using right = poisonedBlock(gpu, v, rows, columns);
    using factor = gpu.upload("factors", factors);
    using x = gpu.upload("x", start);
    using y = gpu.upload("y", start);
    using z = gpu.upload("z", start);
    sddmmMoments(gpu, onGpu, left, right, [x, y, z], factor, { alpha: 0.7, first });
    const got = await gpu.read(x, y, z);
    for (let a = 0; a < rows; a++) {
      for (let e = rowStart[a]; e < rowStart[a + 1]; e++) {
        got.forEach((values, k) => {
          let sum = 0, size = Math.abs(start[e]);
          for (let c = 0; c < columns; c++) {
            const term = factors[first + k * columns + c] * u[a * columns + c] *
              v[columnIndex[e] * columns + c];
            sum += term;
            size += Math.abs(term);
          }
          assertAlmostEquals(values[e], start[e] + 0.7 * sum, 1e-6 * size);
        });
      }
    }
  });
}
