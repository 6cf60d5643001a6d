import { assertEquals, assertLess, assertThrows } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import type { Gpu } from "../device.ts";
import { gemm, type GemmOptions, type Matrix } from "./mod.ts";
import { largestDifference, randomNumbers } from "./testing.ts";

interface Sizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly pad?: number;
  readonly offset?: number;
  readonly alpha?: number;
  readonly beta?: number;
}

/** A random matrix with gaps of NaN between its rows, and its numbers in all of the array. */
function randomMatrix(gpu: Gpu, rows: number, columns: number, gap: number, offset: number) {
  const stride = columns + gap, length = offset + rows * stride;
  const numbers = randomNumbers(length, rows + 7 * columns);
  const array = gpu.array("matrix", length);
  for (let i = 0; i < (gap === 0 ? 0 : rows); i++) {
    const at = offset + i * stride;
    gpu.write(array, numbers.subarray(at, at + columns), at);
  }
  if (gap === 0) gpu.write(array, numbers.subarray(offset), offset);
  return { numbers, matrix: { array, stride, offset } satisfies Matrix };
}

async function checkGemm(gpu: Gpu, options: GemmOptions, sizes: Sizes): Promise<void> {
  const { m, n, k, pad = 0, offset = 0, alpha = 1, beta = 0 } = sizes;
  const { transA = false, transB = false } = options;
  const a = randomMatrix(gpu, transA ? k : m, transA ? m : k, pad, offset);
  const b = randomMatrix(gpu, transB ? n : k, transB ? k : n, 2 * pad, 2 * offset);
  const cStride = n + pad, cLength = offset + m * cStride;
  const old = randomNumbers(cLength, 3);
  using c = beta === 0 ? gpu.array("C", cLength) : gpu.upload("C", old);
  gemm(gpu, options, m, n, k, alpha, a.matrix, b.matrix, beta, {
    array: c,
    stride: cStride,
    offset,
  });
  const [out] = await gpu.read(c);
  const at = (x: typeof a, trans: boolean, i: number, j: number) =>
    x.numbers[x.matrix.offset + (trans ? j * x.matrix.stride + i : i * x.matrix.stride + j)];
  let worst = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < cStride; j++) {
      const e = offset + i * cStride + j;
      if (j >= n) {
        // Between the rows nothing is written.
        if (!Object.is(out[e], beta === 0 ? NaN : old[e])) worst = NaN;
        continue;
      }
      let sum = 0;
      for (let l = 0; l < k; l++) sum += at(a, transA, i, l) * at(b, transB, l, j);
      const expected = alpha * sum + (beta === 0 ? 0 : beta * old[e]);
      const error = Math.abs(out[e] - expected);
      if (!(error <= worst)) worst = error;
    }
  }
  // k products of size up to 1: u √k would be the random error, 12 of it is allowed.
  assertLess(worst, 4 * 6e-8 * (Math.sqrt(k) * 3 + 1));
  a.matrix.array[Symbol.dispose]();
  b.matrix.array[Symbol.dispose]();
}

const ways: readonly GemmOptions[] = [{}, { transA: true }, { transB: true }, {
  transA: true,
  transB: true,
}];

for (const options of ways) {
  const name = `${options.transA ? "AᵀB" : "AB"}${options.transB ? "ᵀ" : ""}`;
  gpuTest(`gemm ${name} at sizes that divide nothing`, async (gpu) => {
    for (const [m, n, k] of [[1, 1, 1], [1, 37, 5], [33, 1, 17], [31, 65, 40], [70, 20, 130]]) {
      await checkGemm(gpu, options, { m, n, k });
      await checkGemm(gpu, options, { m, n, k, pad: 3, offset: 5, alpha: -0.7, beta: 0.4 });
    }
  });
}

gpuTest("gemm in larger tiles", async (gpu) => {
  const runs = (edge: number) => gpu.counters.kernels.get(`gemm ${edge}`)?.dispatches ?? 0;
  const [before64, before128] = [runs(64), runs(128)];
  // 64 x 64 tiles, then 128 x 128: from 256 of them on, where they do not hang over too far.
  await checkGemm(gpu, { transB: true }, { m: 64 * 255 + 3, n: 59, k: 5 });
  await checkGemm(gpu, { transA: true }, { m: 128 * 255 + 3, n: 97, k: 9, beta: 1 });
  assertEquals([runs(64) - before64, runs(128) - before128], [1, 1]);
});

gpuTest("gemm with k = 0 scales C", async (gpu) => {
  using c = gpu.upload("C", Float64Array.of(1, 2, 3, 4));
  using none = gpu.zeros("none", 4);
  const matrix = { array: none, stride: 2 };
  gemm(gpu, {}, 2, 2, 0, 1, matrix, matrix, 0.5, { array: c, stride: 2 });
  const [out] = await gpu.read(c);
  assertEquals(largestDifference(out, [0.5, 1, 1.5, 2]), 0);
});

gpuTest("gemm refuses a matrix that does not fit", (gpu) => {
  using c = gpu.zeros("C", 4);
  using a = gpu.zeros("A", 4);
  const small = { array: a, stride: 2 };
  assertThrows(
    () => gemm(gpu, {}, 2, 2, 3, 1, small, small, 0, { array: c, stride: 2 }),
    RangeError,
    "The matrix A of 2 x 3 at 0 with stride 2 does not fit in 'A', which has 4 words",
  );
});
