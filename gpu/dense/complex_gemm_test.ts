import { assertEquals, assertLess } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import type { Gpu } from "../device.ts";
import { type ComplexFactor, complexGemm, type ComplexGemmOptions } from "./mod.ts";
import { randomNumbers } from "./testing.ts";

interface Sizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly gap?: number;
  readonly offset?: number;
  readonly alpha?: ComplexFactor;
  readonly beta?: ComplexFactor;
}

async function checkComplexGemm(gpu: Gpu, options: ComplexGemmOptions, sizes: Sizes) {
  const { m, n, k, gap = 0, offset = 0, alpha = 1, beta = 0 } = sizes;
  const { transA = false, transB = false, conjA = false, conjB = false } = options;
  const aStride = (transA ? m : k) + gap, bStride = (transB ? k : n) + gap, cStride = n + gap;
  const a = randomNumbers(2 * (offset + (transA ? k : m) * aStride), 1);
  const b = randomNumbers(2 * (offset + (transB ? n : k) * bStride), 2);
  const old = randomNumbers(2 * (offset + m * cStride), 3), isNew = beta === 0;
  using aArray = gpu.upload("A", a);
  using bArray = gpu.upload("B", b);
  using cArray = isNew ? gpu.array("C", old.length) : gpu.upload("C", old);
  const matrix = (array: typeof aArray, stride: number) => ({ array, stride, offset });
  const [aMatrix, bMatrix] = [matrix(aArray, aStride), matrix(bArray, bStride)];
  complexGemm(gpu, options, m, n, k, alpha, aMatrix, bMatrix, beta, matrix(cArray, cStride));
  const [out] = await gpu.read(cArray);
  const [ar, ai] = typeof alpha === "number" ? [alpha, 0] : alpha;
  const [br, bi] = typeof beta === "number" ? [beta, 0] : beta;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < cStride; j++) {
      const e = 2 * (offset + i * cStride + j);
      if (j >= n) {
        assertEquals(out[e], isNew ? NaN : old[e]);
        continue;
      }
      let re = 0, im = 0;
      for (let l = 0; l < k; l++) {
        const x = 2 * (offset + (transA ? l * aStride + i : i * aStride + l));
        const y = 2 * (offset + (transB ? j * bStride + l : l * bStride + j));
        const xi = conjA ? -a[x + 1] : a[x + 1], yi = conjB ? -b[y + 1] : b[y + 1];
        re += a[x] * b[y] - xi * yi;
        im += a[x] * yi + xi * b[y];
      }
      const [oldRe, oldIm] = isNew ? [0, 0] : [old[e], old[e + 1]];
      // The random error of 2k products of size up to 1, four times.
      const tolerance = 4 * 6e-8 * (4 * Math.sqrt(k) + 2);
      assertLess(Math.abs(out[e] - (ar * re - ai * im + br * oldRe - bi * oldIm)), tolerance);
      assertLess(Math.abs(out[e + 1] - (ar * im + ai * re + br * oldIm + bi * oldRe)), tolerance);
    }
  }
}

const both = [false, true];

for (const transA of both) {
  for (const transB of both) {
    gpuTest(`complex gemm, ${transA ? "Aᵀ" : "A"}${transB ? "Bᵀ" : "B"}`, async (gpu) => {
      for (const conjA of both) {
        for (const conjB of both) {
          const options = { transA, transB, conjA, conjB };
          await checkComplexGemm(gpu, options, { m: 33, n: 9, k: 21 });
          const factors = { alpha: [0.5, -0.7], beta: [-0.3, 0.2] } as const;
          await checkComplexGemm(gpu, options, {
            m: 7,
            n: 35,
            k: 8,
            gap: 3,
            offset: 2,
            ...factors,
          });
        }
      }
      await checkComplexGemm(gpu, { transA, transB }, { m: 1, n: 1, k: 1, beta: [0, 1] });
    });
  }
}

gpuTest("complex gemm in larger tiles", async (gpu) => {
  await checkComplexGemm(gpu, { conjA: true }, { m: 64 * 255 + 3, n: 50, k: 9, gap: 1 });
});
