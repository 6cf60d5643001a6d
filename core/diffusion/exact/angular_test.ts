import { assertAlmostEquals, assertEquals } from "@std/assert";
import { type AngularSet, roundAngular } from "./angular.ts";

/** Σ_k W_k W_k of the angular parts, whose diagonal is ⟨(x² + y² + z²)/r²⟩ = 1. */
function squares({ functions, couplings }: AngularSet): Float64Array {
  const out = new Float64Array(functions.length);
  for (const { low, high, elements } of couplings) {
    const square = elements.reduce((sum, x) => sum + x * x, 0);
    out[low] += square;
    out[high] += square;
  }
  return out;
}

Deno.test("roundAngular(): x² + y² + z² = r² for every function whose neighbours are all there", () => {
  for (const dimension of [2, 3] as const) {
    const set = roundAngular(dimension, 7, dimension);
    squares(set).forEach((sum, f) => {
      if (set.functions[f].order < 6) assertAlmostEquals(sum, 1, 1e-15);
    });
  }
});

Deno.test("roundAngular(): the coordinates commute", () => {
  for (const dimension of [2, 3] as const) {
    const { functions, couplings } = roundAngular(dimension, 6, dimension);
    const n = functions.length;
    const matrices = [0, 1, 2].map((axis) => {
      const w = new Float64Array(n * n);
      for (const { low, high, elements } of couplings) {
        w[low * n + high] = w[high * n + low] = elements[axis];
      }
      return w;
    });
    const product = (a: Float64Array, b: Float64Array, i: number, j: number): number => {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j];
      return sum;
    };
    for (const [a, b] of [[0, 1], [0, 2], [1, 2]]) {
      for (let i = 0; i < n; i++) {
        // The last order lacks its neighbours above.
        if (functions[i].order > 4) continue;
        for (let j = 0; j < n; j++) {
          const one = product(matrices[a], matrices[b], i, j);
          assertAlmostEquals(one, product(matrices[b], matrices[a], i, j), 1e-15);
        }
      }
    }
  }
});

Deno.test("roundAngular(): known elements, and fewer functions for fewer directions", () => {
  const line = roundAngular(3, 3, 1);
  // ⟨cos θ⟩ between Y00 and Y10 is 1/√3, between Y10 and Y20 2/√15.
  assertAlmostEquals(line.couplings[0].elements[2], 1 / Math.sqrt(3), 1e-15);
  assertAlmostEquals(line.couplings[1].elements[2], 2 / Math.sqrt(15), 1e-15);
  const sizes = [1, 2, 3].map((rank) => roundAngular(3, 5, rank).functions.length);
  assertEquals(sizes, [5, 15, 25]);
  assertEquals([1, 2].map((rank) => roundAngular(2, 5, rank).functions.length), [5, 9]);
});
