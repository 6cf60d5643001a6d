import { assertAlmostEquals } from "@std/assert";
import { randomSource } from "../../../wasm/testing.ts";
import { smallLu, solveLu, solveTransposed } from "./small_lu.ts";

Deno.test("smallLu() solves with a matrix and its transpose, zero pivots included", () => {
  const random = randomSource(1);
  for (const n of [1, 2, 5, 12]) {
    const a = Float64Array.from({ length: n * n }, () => 2 * random() - 1);
    if (n > 1) a[0] = 0;
    const lu = smallLu(a.slice(), n), x = Float64Array.from({ length: n }, () => 2 * random() - 1);
    const times = (entry: (i: number, j: number) => number) =>
      x.map((_, i) => x.reduce((sum, value, j) => sum + entry(i, j) * value, 0));
    const straight = solveLu(lu, times((i, j) => a[i * n + j]));
    const across = solveTransposed(lu, times((i, j) => a[j * n + i]));
    x.forEach((value, i) => {
      assertAlmostEquals(straight[i], value, 1e-12);
      assertAlmostEquals(across[i], value, 1e-12);
    });
  }
});
