import { assertLess } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { withoutPadding } from "../block.ts";
import { scaleRows } from "../dense/testing.ts";
import { largestDifference } from "../dense/testing.ts";
import { poisonedBlock, randomSingles } from "../sparse/testing.ts";
import { applyFilter } from "./filter.ts";

/** T_d(t) by the definition. */
function chebyshev(degree: number, t: number): number {
  return Math.abs(t) <= 1
    ? Math.cos(degree * Math.acos(t))
    : Math.sign(t) ** degree * Math.cosh(degree * Math.acosh(Math.abs(t)));
}

for (const degree of [1, 2, 3, 6]) {
  gpuTest(`the filter of degree ${degree} is the Chebyshev polynomial of the map`, async (gpu) => {
    // A diagonal map: row a is the mode of eigenvalue λ_a.
    const rows = 70, columns = 3, shift = 0.5, cut = 2;
    const eigenvalues = Float64Array.from({ length: rows }, (_, a) => 0.2 * a);
    const z = randomSingles(rows * columns, 9);
    using theta = gpu.upload("θ", eigenvalues.map((value) => 1 / (value + shift)));
    using block = poisonedBlock(gpu, z, rows, columns);
    applyFilter(gpu, (x, y) => scaleRows(gpu, theta, x, y), block, { shift, cut, degree });
    const [data] = await gpu.read(block.array);
    const factors = eigenvalues.map((value) =>
      chebyshev(degree, 2 * (cut + shift) / (value + shift) - 1)
    );
    const plain = z.map((value, e) => factors[Math.floor(e / columns)] * value);
    const relative = (x: Float64Array) =>
      x.map((value, e) => value / Math.max(1, Math.abs(factors[Math.floor(e / columns)])));
    assertLess(largestDifference(relative(withoutPadding(block, data)), relative(plain)), 2e-5);
  });
}
