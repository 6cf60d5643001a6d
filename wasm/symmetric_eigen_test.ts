import { assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { eigenScratch, generalisedEigen, symmetricEigen, Workspace } from "./mod.ts";
import { largestDifference, randomSource } from "./testing.ts";

/** Eigenvalues by the cyclic Jacobi method, ascending. */
function jacobiTwin(n: number, matrix: Float64Array): Float64Array {
  const a = matrix.slice();
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = a[p * n + q];
        off = Math.max(off, Math.abs(apq));
        if (apq === 0) continue;
        const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1), s = t * c;
        for (let i = 0; i < n; i++) {
          const x = a[i * n + p], y = a[i * n + q];
          a[i * n + p] = c * x - s * y;
          a[i * n + q] = s * x + c * y;
        }
        for (let i = 0; i < n; i++) {
          const x = a[p * n + i], y = a[q * n + i];
          a[p * n + i] = c * x - s * y;
          a[q * n + i] = s * x + c * y;
        }
      }
    }
    if (off < 1e-15) break;
  }
  return Float64Array.from({ length: n }, (_, i) => a[i * n + i]).sort();
}

/** A symmetric matrix: entries in [−1, 1), or whole numbers −1, 0, 1, whose spectra have clusters. */
function symmetric(n: number, whole: boolean, shift: number): Float64Array {
  const random = randomSource(n + 4096);
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = whole ? Math.floor(3 * random()) - 1 : 2 * random() - 1;
      a[i * n + j] = a[j * n + i] = value + (i === j ? shift : 0);
    }
  }
  return a;
}

/** A B, A and B row-major. */
function times(
  rows: number,
  inner: number,
  columns: number,
  a: Float64Array,
  b: Float64Array,
): Float64Array {
  const c = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      for (let j = 0; j < columns; j++) c[i * columns + j] += a[i * inner + k] * b[k * columns + j];
    }
  }
  return c;
}

function workspaceFor(n: number, count: number): Workspace {
  const scratch = eigenScratch(n);
  return new Workspace({
    float64: [n * n, n * n, n, n * count, ...scratch.float64],
    int32: scratch.int32,
  });
}

Deno.test("symmetricEigen has Jacobi's eigenvalues, its vectors are orthonormal and satisfy A Z = Z Λ", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 90 }),
      fc.boolean(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, whole, fraction) => {
        const count = Math.max(1, Math.round(fraction * n));
        const matrix = symmetric(n, whole, 0);
        const workspace = workspaceFor(n, count);
        const a = workspace.copyFloat64(matrix);
        const values = workspace.float64(n), vectors = workspace.float64(n * count);
        const status = symmetricEigen(workspace, n, count, a, values, vectors);
        assertEquals(status.kind, "solved");
        assertLess(largestDifference(values, jacobiTwin(n, matrix)), 1e-12);
        const product = times(n, n, count, matrix, vectors);
        const scaled = vectors.map((entry, at) => entry * values[at % count]);
        assertLess(largestDifference(product, scaled), 5e-14);
        for (let i = 0; i < count; i++) {
          for (let j = 0; j <= i; j++) {
            let sum = i === j ? -1 : 0;
            for (let k = 0; k < n; k++) sum += vectors[k * count + i] * vectors[k * count + j];
            assertLess(Math.abs(sum), 1e-14);
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("generalisedEigen satisfies K P = M P Λ with PᵀMP = I", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 90 }), fc.boolean(), (n, whole) => {
      const stiffness = symmetric(n, whole, 0), mass = symmetric(n, false, n);
      const workspace = workspaceFor(n, n);
      const k = workspace.copyFloat64(stiffness), m = workspace.copyFloat64(mass);
      const values = workspace.float64(n), vectors = workspace.float64(n * n);
      const status = generalisedEigen(workspace, n, n, k, m, values, vectors);
      assertEquals(status.kind, "solved");
      const massTimes = times(n, n, n, mass, vectors);
      const product = times(n, n, n, stiffness, vectors);
      assertLess(largestDifference(product, massTimes.map((x, at) => x * values[at % n])), 1e-13);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          let sum = i === j ? -1 : 0;
          for (let l = 0; l < n; l++) sum += vectors[l * n + i] * massTimes[l * n + j];
          assertLess(Math.abs(sum), 1e-14);
        }
      }
    }),
    { numRuns: 40 },
  );
});

Deno.test("generalisedEigen tells which pivot of M fails and which inputs are not finite", () => {
  const n = 20;
  const solve = (k: Float64Array, m: Float64Array) => {
    const workspace = workspaceFor(n, n);
    const values = workspace.float64(n), vectors = workspace.float64(n * n);
    return generalisedEigen(
      workspace,
      n,
      n,
      workspace.copyFloat64(k),
      workspace.copyFloat64(m),
      values,
      vectors,
    );
  };
  const k = symmetric(n, false, 0), m = symmetric(n, false, n);
  const indefinite = m.slice();
  indefinite[7 * n + 7] = 0;
  assertEquals(solve(k, indefinite), { kind: "not positive definite", row: 7 });
  const broken = k.slice();
  broken[19 * n + 3] = NaN;
  assertEquals(solve(broken, m), { kind: "not finite" });
  assertEquals(solve(k, m.map((x) => x * Infinity)), { kind: "not finite" });
});
