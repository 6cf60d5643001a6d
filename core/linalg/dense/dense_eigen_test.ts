import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { Workspace } from "../../../wasm/mod.ts";
import { InputError } from "../../input_error.ts";
import {
  type DenseEigenpairs,
  denseEigenSize,
  denseGeneralisedEigen,
  denseSymmetricEigen,
} from "./mod.ts";

/** A symmetric tridiagonal matrix. */
function tridiagonal(
  n: number,
  diagonal: (i: number) => number,
  off: (i: number) => number,
): Float64Array {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    a[i * n + i] = diagonal(i);
    if (i + 1 < n) a[i * n + i + 1] = a[(i + 1) * n + i] = off(i);
  }
  return a;
}

/** max |AZ − MZΛ| / ‖A‖∞ and max |ZᵀMZ − I|. */
function errors(
  a: Float64Array,
  m: Float64Array | undefined,
  n: number,
  pairs: DenseEigenpairs,
): { residual: number; orthogonality: number } {
  const { values, vectors } = pairs;
  const count = vectors.length / n;
  const times = (matrix: Float64Array | undefined): Float64Array => {
    if (!matrix) return vectors;
    const product = new Float64Array(n * count);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) {
        const entry = matrix[i * n + k];
        if (entry === 0) continue;
        for (let j = 0; j < count; j++) product[i * count + j] += entry * vectors[k * count + j];
      }
    }
    return product;
  };
  const az = times(a), mz = times(m);
  let norm = Number.MIN_VALUE, residual = 0, orthogonality = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += Math.abs(a[i * n + k]);
    norm = Math.max(norm, sum);
    for (let j = 0; j < count; j++) {
      const at = i * count + j;
      residual = Math.max(residual, Math.abs(az[at] - mz[at] * values[j]));
    }
  }
  const gram = new Float64Array(count * count);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        gram[i * count + j] += vectors[k * count + i] * mz[k * count + j];
      }
    }
  }
  for (let i = 0; i < count; i++) gram[i * count + i] -= 1;
  for (const entry of gram) orthogonality = Math.max(orthogonality, Math.abs(entry));
  return { residual: residual / norm, orthogonality };
}

function assertSolved(
  a: Float64Array,
  m: Float64Array | undefined,
  n: number,
  pairs: DenseEigenpairs,
): void {
  const { residual, orthogonality } = errors(a, m, n, pairs);
  assertLess(residual, 1e-14);
  assertLess(orthogonality, 1e-13);
  for (let i = 1; i < n; i++) assert(pairs.values[i] >= pairs.values[i - 1], "values ascend");
}

/** Degenerate, clustered, graded, split and badly scaled matrices of order n. */
function hardMatrices(n: number): Record<string, Float64Array> {
  const periodic = tridiagonal(n, () => 2, () => -1);
  periodic[n - 1] = periodic[(n - 1) * n] = -1;
  return {
    zero: new Float64Array(n * n),
    identity: tridiagonal(n, () => 1, () => 0),
    ones: new Float64Array(n * n).fill(1),
    periodic,
    split: tridiagonal(n, (i) => i % 3, (i) => i % 5 === 0 ? 0 : 1),
    wilkinson: tridiagonal(n, (i) => Math.abs(i - (n - 1) / 2), () => 1),
    glued: tridiagonal(n, (i) => Math.abs(i % 21 - 10), (i) => i % 21 === 20 ? 1e-9 : 1),
    graded: tridiagonal(n, (i) => 10 ** (-i / 10), (i) => 10 ** (-i / 10)),
    gradedUp: tridiagonal(n, (i) => 10 ** ((i - n) / 10), (i) => 10 ** ((i - n) / 10)),
    huge: tridiagonal(n, () => 2e200, () => -1e200),
    tiny: tridiagonal(n, () => 2e-200, () => -1e-200),
    vanishing: tridiagonal(n, (i) => i === 0 ? 1 : 0, () => 1e-200),
    hilbert: Float64Array.from(
      { length: n * n },
      (_, at) => 1 / (Math.floor(at / n) + at % n + 1),
    ),
  };
}

for (const n of [1, 2, 33, 64, 150]) {
  Deno.test(`Degenerate, clustered and badly scaled matrices of order ${n} are solved`, () => {
    for (const matrix of Object.values(hardMatrices(n))) {
      assertSolved(matrix, undefined, n, denseSymmetricEigen(matrix, n));
    }
  });
}

/** Stiffness and mass of a cube of s³ nodes as tensor products of 1-D linear elements: eigenvalues are sums of 1-D ones. */
function cube(s: number): { n: number; k: Float64Array; m: Float64Array; values: Float64Array } {
  const end = (i: number): boolean => i === 0 || i === s - 1;
  const k1 = tridiagonal(s, (i) => end(i) ? 1 : 2, () => -1);
  const m1 = tridiagonal(s, (i) => end(i) ? 1 / 3 : 2 / 3, () => 1 / 6);
  const n = s ** 3;
  const k = new Float64Array(n * n), m = new Float64Array(n * n);
  const digits = (node: number) => [Math.floor(node / s / s), Math.floor(node / s) % s, node % s];
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      const p = digits(row), q = digits(column);
      const at = p.map((digit, axis) => digit * s + q[axis]);
      m[row * n + column] = m1[at[0]] * m1[at[1]] * m1[at[2]];
      for (let axis = 0; axis < 3; axis++) {
        k[row * n + column] += k1[at[axis]] * m1[at[(axis + 1) % 3]] * m1[at[(axis + 2) % 3]];
      }
    }
  }
  const line = Array.from({ length: s }, (_, j) => {
    const c = Math.cos(Math.PI * j / (s - 1));
    return 6 * (1 - c) / (2 + c);
  });
  const values = line.flatMap((x) => line.flatMap((y) => line.map((z) => x + y + z)));
  return { n, k, m, values: Float64Array.from(values).sort() };
}

Deno.test("A symmetric cube's sixfold degenerate spectrum is that of its tensor product", () => {
  for (const s of [3, 5, 7]) {
    const { n, k, m, values } = cube(s);
    const pairs = denseGeneralisedEigen(k, m, n);
    assertSolved(k, m, n, pairs);
    for (let i = 0; i < n; i++) assertLess(Math.abs(pairs.values[i] - values[i]), 2e-12);
  }
});

Deno.test("The lowest eigenvectors alone are those of the whole problem", () => {
  const { n, k, m } = cube(5);
  const all = denseGeneralisedEigen(k, m, n);
  const some = denseGeneralisedEigen(k, m, n, { count: 20 });
  assertEquals(some.values, all.values);
  assertEquals(some.vectors.length, n * 20);
  assertSolved(k, m, n, some);
});

Deno.test("Each eigenvector's largest entry is positive, and equal inputs give equal bits", () => {
  const n = 60;
  const matrix = hardMatrices(n).periodic;
  const first = denseSymmetricEigen(matrix, n), again = denseSymmetricEigen(matrix, n);
  assertEquals(first, again);
  for (let j = 0; j < n; j++) {
    const column = Array.from({ length: n }, (_, i) => first.vectors[i * n + j]);
    const size = Math.max(...column.map(Math.abs));
    const leading = column.find((entry) => Math.abs(entry) >= (1 - 1e-6) * size);
    assert(leading !== undefined && leading > 0, `column ${j} has a positive leading entry`);
  }
});

Deno.test("A workspace can be shared: outputs live in it, and a second problem fits when released", () => {
  const { n, k, m } = cube(4);
  const workspace = new Workspace(denseEigenSize(n));
  const expected = denseGeneralisedEigen(k, m, n);
  for (let repeat = 0; repeat < 2; repeat++) {
    const mark = workspace.mark();
    const pairs = denseGeneralisedEigen(k, m, n, { workspace });
    assertEquals(pairs.vectors.slice(), expected.vectors);
    assertEquals(pairs.vectors.buffer, workspace.float64(0).buffer);
    workspace.release(mark);
  }
  const a = workspace.copyFloat64(k);
  const inPlace = denseSymmetricEigen(a, n, { workspace });
  assertSolved(k, undefined, n, inPlace);
});

Deno.test("Bad input is named", () => {
  const identity = hardMatrices(3).identity;
  const fails = (run: () => unknown, text: string): void => {
    assertThrows(run, InputError, text);
  };
  fails(
    () => denseSymmetricEigen(identity, 2),
    "The matrix of order 2 must have 4 entries: got 9",
  );
  fails(() => denseSymmetricEigen(new Float64Array(0), 0), "must be a positive integer: got 0");
  fails(
    () => denseSymmetricEigen(identity, 3, { count: 4 }),
    "Cannot compute 4 eigenvectors of a matrix of order 3: ask for 1 to 3",
  );
  const broken = identity.slice();
  broken[2 * 3 + 1] = NaN;
  fails(
    () => denseSymmetricEigen(broken, 3),
    "The matrix must be finite: entry (2, 1) is NaN",
  );
  fails(
    () => denseGeneralisedEigen(identity, broken, 3),
    "The mass matrix must be finite: entry (2, 1) is NaN",
  );
  const indefinite = identity.slice();
  indefinite[4] = 0;
  fails(
    () => denseGeneralisedEigen(identity, indefinite, 3),
    "The mass matrix is not positive definite: the pivot of row 1 is not positive",
  );
});

Deno.test("denseSymmetricEigen() is right where squares of entries underflow or overflow", () => {
  const tiny = -1.5717277847026288e-162;
  const split = denseSymmetricEigen(Float64Array.of(2000, 0, tiny, 0, 0, 0, tiny, 0, 0), 3);
  assertEquals([...split.values], [0, 0, 2000]);
  for (const scale of [1e-200, 1e-310, 1e200]) {
    const { values } = denseSymmetricEigen(
      Float64Array.of(2, 1, 0, 1, 2, 0, 0, 0, 5).map((x) => x * scale),
      3,
    );
    [1, 3, 5].forEach((value, j) => assertAlmostEquals(values[j] / scale, value, 1e-12));
  }
});
