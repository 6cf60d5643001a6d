import { assertAlmostEquals } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { blockOf, withoutPadding } from "../block.ts";
import { applyPencil, uploadPattern } from "./mod.ts";
import { plainProduct, poisonedBlock, randomPattern, randomSingles } from "./testing.ts";

for (const [rows, columns] of [[1, 1], [1, 3], [37, 1], [300, 4], [129, 6], [40, 35]] as const) {
  gpuTest(`a pencil times a block of ${rows} rows and ${columns} columns`, async (gpu) => {
    const pattern = randomPattern(rows, 5), { rowStart, columnIndex } = pattern;
    const entries = columnIndex.length, k = 0.6, m = 1.3;
    const stiffness = randomSingles(entries, 1), mass = randomSingles(entries, 2);
    const rowSums = randomSingles(rows, 3), x = randomSingles(rows * columns, 4);
    const shifts = randomSingles(columns, 6);
    using onGpu = uploadPattern(gpu, pattern);
    using stiffnessOnGpu = gpu.upload("stiffness", stiffness);
    using massOnGpu = gpu.upload("mass", mass);
    using sumsOnGpu = gpu.upload("row sums", rowSums);
    const pencil = { stiffness: stiffnessOnGpu, mass: massOnGpu, rowSums: sumsOnGpu };
    using shift = gpu.upload("shifts", shifts);
    using from = poisonedBlock(gpu, x, rows, columns);
    using plain = blockOf(gpu, "plain", rows, columns);
    using shifted = blockOf(gpu, "shifted", rows, columns);
    using alone = blockOf(gpu, "alone", rows, columns);
    applyPencil(gpu, onGpu, pencil, from, plain, { k, m });
    applyPencil(gpu, onGpu, pencil, from, shifted, { k, m, shifts: shift });
    applyPencil(gpu, onGpu, pencil, from, alone, { k, m: 0 });
    const [one, two, three] = (await gpu.read(plain.array, shifted.array, alone.array))
      .map((data) => withoutPadding(plain, data));

    // The row sums are given: the diagonal of K does not matter.
    const replaced = stiffness.slice();
    for (let a = 0; a < rows; a++) {
      let others = 0, diagonal = 0;
      for (let e = rowStart[a]; e < rowStart[a + 1]; e++) {
        if (columnIndex[e] === a) diagonal = e;
        else others += stiffness[e];
      }
      replaced[diagonal] = rowSums[a] - others;
    }
    const kx = plainProduct(pattern, replaced, x, columns);
    const mx = plainProduct(pattern, mass, x, columns);
    kx.product.forEach((product, i) => {
      const row = Math.floor(i / columns),
        size = kx.size[i] + 2 * mx.size[i] +
          Math.abs(rowSums[row] * x[i]);
      const exact = k * product + m * mx.product[i];
      assertAlmostEquals(one[i], exact, 1e-6 * size);
      assertAlmostEquals(three[i], k * product, 1e-6 * size);
      assertAlmostEquals(two[i], exact - shifts[i % columns] * mx.product[i], 1e-6 * size);
    });
  });
}
