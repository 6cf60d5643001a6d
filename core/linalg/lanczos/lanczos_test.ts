import { assertAlmostEquals, assertLess, assertThrows } from "@std/assert";
import { InputError } from "../../input_error.ts";
import { gridPencil } from "../../../testing/tensor_grid.ts";
import { analyse, csrFromTriplets, type CsrMatrix, multiply, type Triplet } from "../sparse/mod.ts";
import { deflatedFor, krylovSpace, lowestEigenpairs, panelsFor, solveComplement } from "./mod.ts";

const shift = 0.01;

function solve(stiffness: CsrMatrix, mass: CsrMatrix, count: number) {
  const { rows } = stiffness;
  const space = krylovSpace(
    stiffness,
    analyse(stiffness),
    panelsFor(rows, count),
    deflatedFor(count),
  );
  return { space, ...lowestEigenpairs(space, stiffness.values, mass.values, shift, count) };
}

/** Largest entry of PᵀMQ − diagonal·I. */
function fromIdentity(
  p: Float64Array,
  mq: Float64Array,
  n: number,
  diagonal: number,
): number {
  let largest = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = i === j ? -diagonal : 0;
      for (let row = 0; row < p.length; row += n) sum += p[row + i] * mq[row + j];
      largest = Math.max(largest, Math.abs(sum));
    }
  }
  return largest;
}

/** Largest ‖K p − λ M p‖ / ‖M p‖ over the columns. */
function largestResidual(
  stiffness: CsrMatrix,
  mass: CsrMatrix,
  values: Float64Array,
  vectors: Float64Array,
): number {
  const n = values.length, kp = multiply(stiffness, vectors, n), mp = multiply(mass, vectors, n);
  let largest = 0;
  for (let j = 0; j < n; j++) {
    let top = 0, bottom = 0;
    for (let e = j; e < kp.length; e += n) {
      top += (kp[e] - values[j] * mp[e]) ** 2;
      bottom += mp[e] ** 2;
    }
    largest = Math.max(largest, Math.sqrt(top / bottom));
  }
  return largest;
}

const grids = {
  "a cube, with its equal eigenvalues": { counts: [9, 9, 9], lengths: [3, 3, 3], count: 54 },
  "a box": { counts: [13, 8, 7], lengths: [5, 2.7, 2.1], count: 33 },
  "a rod": { counts: [90, 2, 2], lengths: [60, 1, 1], count: 21 },
};
for (const [name, { counts, lengths, count }] of Object.entries(grids)) {
  const pencil = gridPencil(counts, lengths);

  Deno.test(`lowestEigenpairs finds the exact modes of ${name}`, () => {
    const { stiffness, mass, eigenvalues } = pencil;
    const { values, vectors, next } = solve(stiffness, mass, count);
    let worst = 0;
    for (let j = 0; j < count; j++) {
      worst = Math.max(worst, Math.abs(values[j] - eigenvalues[j]) / (eigenvalues[j] + shift));
    }
    const last = eigenvalues[count];
    assertLess(worst, 1e-12);
    assertAlmostEquals(next, last, 1e-13 * last);
    assertLess(fromIdentity(vectors, multiply(mass, vectors, count), count, 1), 1.5e-13);
    assertLess(largestResidual(stiffness, mass, values, vectors), 5e-9 * last);
  });

  Deno.test(`solveComplement solves (K − λM)w = f outside the modes of ${name}`, () => {
    const { stiffness, mass } = pencil, { rows } = stiffness;
    const { space, ...result } = solve(stiffness, mass, count);
    const { values, vectors } = result, mp = multiply(mass, vectors, count);
    const f = Float64Array.from({ length: rows * count }, (_, e) => Math.sin(e * e % 977 + 0.3));
    const w = solveComplement(space, result, mp, f);
    const kw = multiply(stiffness, w, count), mw = multiply(mass, w, count);
    let wrong = 0, size = 0;
    for (let j = 0; j < count; j++) {
      const along = Float64Array.from({ length: count }, (_, i) => {
        let sum = 0;
        for (let e = 0; e < rows; e++) sum += vectors[e * count + i] * f[e * count + j];
        return sum;
      });
      for (let row = 0; row < rows; row++) {
        const e = row * count + j;
        let right = f[e];
        for (let i = 0; i < count; i++) right -= mp[row * count + i] * along[i];
        wrong += (kw[e] - values[j] * mw[e] - right) ** 2;
        size += right ** 2;
      }
    }
    const scale = Math.max(...w.map(Math.abs));
    assertLess(Math.sqrt(wrong / size), 5e-11);
    assertLess(fromIdentity(vectors, mw, count, 0) / scale, 2e-15);
  });
}

Deno.test("lowestEigenpairs finds all copies of an eigenvalue, also more than a block has columns", () => {
  // Twelve boxes apart from each other: each eigenvalue twelve times.
  const copies = 12, one = gridPencil([6, 5, 4], [3, 2.2, 1.7]);
  const repeat = (matrix: CsrMatrix) => {
    const triplets: Triplet[] = [];
    for (let copy = 0; copy < copies; copy++) {
      for (let row = 0; row < matrix.rows; row++) {
        for (let e = matrix.rowStart[row]; e < matrix.rowStart[row + 1]; e++) {
          const offset = copy * matrix.rows;
          triplets.push([offset + row, offset + matrix.columnIndex[e], matrix.values[e]]);
        }
      }
    }
    return csrFromTriplets(copies * matrix.rows, copies * matrix.rows, triplets);
  };
  const count = 3 * copies;
  const { values } = solve(repeat(one.stiffness), repeat(one.mass), count);
  values.forEach((value, j) => {
    const exact = one.eigenvalues[Math.floor(j / copies)];
    assertAlmostEquals(value, exact, 1e-12 * (exact + shift));
  });
});

Deno.test("lowestEigenpairs says so if the modes do not converge in the room it has", () => {
  const { stiffness, mass } = gridPencil([3, 3, 3], [1, 1, 1]);
  assertThrows(() => solve(stiffness, mass, 60), InputError, "The 60 lowest modes do not converge");
});
