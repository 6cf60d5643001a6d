import { assertLess } from "@std/assert";
import fc from "fast-check";
import { triangularSolve, Workspace } from "./mod.ts";
import { fillRandom, largestDifference, randomSource } from "./testing.ts";

/** B ← L⁻¹B or L⁻ᵀB by substitution, entry by entry. */
function solveTwin(
  trans: boolean,
  n: number,
  m: number,
  l: Float64Array,
  ldl: number,
  b: Float64Array,
  ldb: number,
): void {
  for (let step = 0; step < n; step++) {
    const i = trans ? n - 1 - step : step;
    for (let j = 0; j < m; j++) {
      let sum = b[i * ldb + j];
      for (let k = trans ? i + 1 : 0; k < (trans ? n : i); k++) {
        sum -= (trans ? l[k * ldl + i] : l[i * ldl + k]) * b[k * ldb + j];
      }
      b[i * ldb + j] = sum / l[i * ldl + i];
    }
  }
}

function solveError(trans: boolean, n: number, m: number, padL: number, padB: number): number {
  const ldl = n + padL, ldb = m + padB;
  const random = randomSource(n + 1000 * m);
  const workspace = new Workspace({ float64: [n * ldl, n * ldb] });
  // The upper triangle and the padding hold nonsense that must be neither read nor written.
  const l = fillRandom(workspace.float64(n * ldl), random);
  const b = fillRandom(workspace.float64(n * ldb), random);
  for (let i = 0; i < n; i++) l[i * ldl + i] += 0.5 * n + 2;
  const expected = b.slice(), factor = l.slice();
  solveTwin(trans, n, m, l, ldl, expected, ldb);
  triangularSolve(workspace, trans, n, m, l, ldl, b, ldb);
  return Math.max(largestDifference(b, expected), largestDifference(l, factor));
}

Deno.test("triangularSolve equals substitution for both sides, all sizes and leading dimensions", () => {
  const pad = fc.integer({ min: 0, max: 3 });
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.integer({ min: 1, max: 90 }),
      fc.integer({ min: 1, max: 40 }),
      pad,
      pad,
      (trans, n, m, padL, padB) => assertLess(solveError(trans, n, m, padL, padB), 1e-13),
    ),
    { numRuns: 80 },
  );
});

Deno.test("triangularSolve equals substitution past every block size", () => {
  assertLess(solveError(false, 301, 523, 1, 0), 1e-13);
  assertLess(solveError(true, 301, 523, 0, 1), 1e-13);
});
