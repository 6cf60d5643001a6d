import { assertEquals, assertLess, assertThrows } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { blockOf, uploadBlock, withoutPadding } from "../block.ts";
import { cholesky, orthonormalise } from "./mod.ts";
import { largestDifference, plainGram, randomNumbers, scaleRows } from "./testing.ts";

/** ‖A − B‖ in the largest entry, for a product A = PᵀP of an upper triangle. */
function triangleProduct(r: ArrayLike<number>, n: number): Float64Array {
  return plainGram(r, r, n, n, n);
}

gpuTest("Cholesky factor and its inverse, n from 1 to 130", async (gpu) => {
  for (const n of [1, 2, 7, 64, 130]) {
    const x = randomNumbers(3 * n * n, 1), g = plainGram(x, x, 3 * n, n, n);
    using square = gpu.upload("G", g);
    using factor = gpu.array("R", n * n);
    using inverse = gpu.array("R⁻¹", n * n);
    cholesky(gpu, n, { gram: square, factor, inverse });
    const [r, s] = await gpu.read(factor, inverse);
    const scale = Math.max(...g);
    assertLess(largestDifference(triangleProduct(r, n), g), 1e-6 * scale);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (j < i) assertEquals([r[i * n + j], s[i * n + j]], [0, 0]);
        let sum = 0;
        for (let k = 0; k < n; k++) sum += r[i * n + k] * s[k * n + j];
        assertLess(Math.abs(sum - (i === j ? 1 : 0)), 1e-5);
      }
    }
  }
});

gpuTest("dependent columns are zero and the others as without them", async (gpu) => {
  const rows = 300, n = 9;
  const x = randomNumbers(rows * n, 1);
  for (let row = 0; row < rows; row++) {
    x[row * n + 3] = 0;
    x[row * n + 5] = Math.fround(x[row * n] - 2 * x[row * n + 4]);
    x[row * n + 8] = x[row * n + 1];
  }
  using block = uploadBlock(gpu, "x", x, rows, n);
  using scratch = blockOf(gpu, "scratch", rows, n);
  orthonormalise(gpu, block, { scratch });
  const [out] = await gpu.read(block.array);
  const q = withoutPadding(block, out), found = plainGram(q, q, rows, n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const expected = i === j && ![3, 5, 8].includes(i) ? 1 : 0;
      assertLess(Math.abs(found[i * n + j] - expected), 1e-6);
    }
  }
});

gpuTest("columns orthonormal in the inner product of M, MX following", async (gpu) => {
  const rows = 1003, n = 37;
  // Nearly parallel columns: a condition number of about 300.
  const x = randomNumbers(rows * n, 1).map((value, e) =>
    Math.fround(1 + 0.2 * Math.cos(Math.floor(e / n) * (e % n)) + 0.02 * value)
  );
  const m = randomNumbers(rows, 2).map((value) => Math.fround(1.5 + value));
  using mass = gpu.upload("m", m);
  using block = uploadBlock(gpu, "x", x, rows, n);
  using massX = blockOf(gpu, "mx", rows, n);
  using scratch = blockOf(gpu, "scratch", rows, n);
  scaleRows(gpu, mass, block, massX);
  orthonormalise(gpu, block, { scratch, massX });
  const [a, b] = await gpu.read(block.array, massX.array);
  const q = withoutPadding(block, a), mq = withoutPadding(massX, b);
  const product = q.map((value, e) => value * m[Math.floor(e / n)]);
  const found = plainGram(q, product, rows, n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      assertLess(Math.abs(found[i * n + j] - (i === j ? 1 : 0)), 2e-6);
    }
  }
  assertLess(largestDifference(mq, product), 1e-5 * Math.max(...q.map(Math.abs)));
  // The span is the same: what X has outside of it is rounding.
  const c = plainGram(product, x, rows, n, n);
  let worst = 0, size = 0;
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < n; j++) {
      let rest = x[row * n + j];
      for (let i = 0; i < n; i++) rest -= q[row * n + i] * c[i * n + j];
      worst = Math.max(worst, Math.abs(rest));
      size = Math.max(size, Math.abs(x[row * n + j]));
    }
  }
  assertLess(worst, 1e-4 * size);
});

gpuTest("Cholesky refuses more rows than a workgroup can hold", (gpu) => {
  using array = gpu.zeros("G", 1);
  assertThrows(
    () => cholesky(gpu, 1025, { gram: array, factor: array, inverse: array }),
    RangeError,
    "Cannot factorise 1025 rows on the device, at most 1024",
  );
});
