import { assertLess } from "@std/assert";
import fc from "fast-check";
import { gemm, syrk, Workspace } from "./mod.ts";
import { fillRandom, largestDifference, randomSource } from "./testing.ts";

/** C += α op(A) op(B) as the definition says it. */
function gemmTwin(
  transA: boolean,
  transB: boolean,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: Float64Array,
  lda: number,
  b: Float64Array,
  ldb: number,
  c: Float64Array,
  ldc: number,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) {
        sum += (transA ? a[p * lda + i] : a[i * lda + p]) *
          (transB ? b[j * ldb + p] : b[p * ldb + j]);
      }
      c[i * ldc + j] += alpha * sum;
    }
  }
}

function gemmError(
  m: number,
  n: number,
  k: number,
  transA: boolean,
  transB: boolean,
  pad: number,
): number {
  const random = randomSource(m * 7919 + n * 104729 + k);
  const lda = (transA ? m : k) + pad, ldb = (transB ? k : n) + pad, ldc = n + pad;
  const lengths = [(transA ? k : m) * lda, (transB ? n : k) * ldb, m * ldc];
  const workspace = new Workspace({ float64: lengths });
  const [a, b, c] = lengths.map((length) => fillRandom(workspace.float64(length), random));
  const expected = c.slice();
  gemmTwin(transA, transB, m, n, k, -0.7, a, lda, b, ldb, expected, ldc);
  gemm(workspace, { transA, transB }, m, n, k, -0.7, a, lda, b, ldb, c, ldc);
  return largestDifference(c, expected);
}

Deno.test("gemm equals its definition for all transposes, sizes and leading dimensions", () => {
  const size = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(
      size,
      size,
      size,
      fc.boolean(),
      fc.boolean(),
      fc.integer({ min: 0, max: 3 }),
      (m, n, k, s, t, pad) => {
        assertLess(gemmError(m, n, k, s, t, pad), 1e-13);
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("gemm equals its definition past every block size", () => {
  for (const transA of [false, true]) {
    for (const transB of [false, true]) {
      assertLess(gemmError(101, 517, 261, transA, transB, 1), 1e-12);
    }
  }
});

Deno.test("gemm of an empty matrix changes nothing", () => {
  const workspace = new Workspace({ float64: [4, 4, 4] });
  const a = workspace.copyFloat64([1, 2, 3, 4]);
  const c = workspace.copyFloat64([5, 6, 7, 8]);
  gemm(workspace, {}, 2, 2, 0, 1, a, 0, a, 2, c, 2);
  gemm(workspace, {}, 0, 2, 2, 1, a, 2, a, 2, c, 2);
  assertLess(largestDifference(c, [5, 6, 7, 8]), 1e-300);
});

Deno.test("syrk equals gemm with the transpose and leaves a symmetric matrix", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 1, max: 50 }),
      fc.boolean(),
      (n, k, trans) => {
        const lda = trans ? n : k;
        const workspace = new Workspace({ float64: [n * k, n * n, n * n] });
        const a = fillRandom(workspace.float64(n * k), randomSource(n + 1000 * k));
        const c = workspace.float64(n * n), expected = workspace.float64(n * n);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) c[i * n + j] = expected[i * n + j] = Math.sin(i * j);
        }
        syrk(workspace, trans, n, k, 1.3, a, lda, c, n);
        gemmTwin(trans, !trans, n, n, k, 1.3, a, lda, a, lda, expected, n);
        assertLess(largestDifference(c, expected), 1e-13);
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("syrk equals gemm past every block size, with padded rows", () => {
  for (const trans of [false, true]) {
    const n = 531, k = 261, lda = (trans ? n : k) + 1, ldc = n + 3;
    const lengths = [(trans ? k : n) * lda, n * ldc];
    const workspace = new Workspace({ float64: lengths });
    const a = fillRandom(workspace.float64(lengths[0]), randomSource(k));
    const c = workspace.float64(lengths[1]), expected = c.slice();
    syrk(workspace, trans, n, k, -0.7, a, lda, c, ldc);
    gemmTwin(trans, !trans, n, n, k, -0.7, a, lda, a, lda, expected, ldc);
    assertLess(largestDifference(c, expected), 2e-13);
  }
});
