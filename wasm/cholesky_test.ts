import { assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { cholesky, Workspace } from "./mod.ts";
import { fillRandom, largestDifference, randomSource } from "./testing.ts";

/** The lower factor, row by row, as the definition says it; zero above the diagonal. */
function choleskyTwin(n: number, a: Float64Array, lda: number): Float64Array {
  const l = a.slice();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * lda + j];
      for (let k = 0; k < j; k++) sum -= l[i * lda + k] * l[j * lda + k];
      l[i * lda + j] = i === j ? Math.sqrt(sum) : sum / l[j * lda + j];
    }
    l.fill(0, i * lda + i + 1, i * lda + n);
  }
  return l;
}

/** Random entries in [−1, 1) with n on the diagonal; the strict upper triangle holds nonsense. */
function definite(workspace: Workspace, n: number, lda: number): Float64Array {
  const a = fillRandom(workspace.float64(n * lda), randomSource(n + 1000 * lda));
  for (let i = 0; i < n; i++) a[i * lda + i] = n;
  return a;
}

function choleskyError(n: number, lda: number): number {
  const workspace = new Workspace({ float64: [n * lda] });
  const a = definite(workspace, n, lda);
  const expected = choleskyTwin(n, a, lda);
  assertEquals(cholesky(workspace, n, a, lda), -1);
  return largestDifference(a, expected);
}

Deno.test("cholesky equals its definition for all sizes and leading dimensions", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 80 }),
      fc.integer({ min: 0, max: 3 }),
      (n, pad) => assertLess(choleskyError(n, n + pad), 1e-13),
    ),
    { numRuns: 60 },
  );
  assertLess(choleskyError(309, 309), 1e-12);
});

Deno.test("cholesky names the first pivot that is not positive", () => {
  for (const [n, bad] of [[1, 0], [5, 4], [40, 0], [40, 17], [77, 76]]) {
    const workspace = new Workspace({ float64: [n * n] });
    const a = definite(workspace, n, n);
    a[bad * n + bad] = -1;
    assertEquals(cholesky(workspace, n, a, n), bad);
  }
});
