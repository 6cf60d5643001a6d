/**
 * Stiffness and mass of linear elements on a grid of bricks: their eigenvalues are known in closed form, with as many equal
 * ones as the grid has symmetry.
 *
 * @module
 */
import { csrFromTriplets, type CsrMatrix, type Triplet } from "../core/linalg/sparse/mod.ts";

/** A pencil K p = λ M p on one pattern. */
export interface GridPencil {
  /** K. */
  readonly stiffness: CsrMatrix;
  /** M, with the pattern of K. */
  readonly mass: CsrMatrix;
  /** All eigenvalues, ascending. */
  readonly eigenvalues: Float64Array;
}

/** Entry (a, b) of the stiffness and mass of `count` linear elements of length 1/count. */
function elements(count: number, a: number, b: number): { k: number; m: number } {
  const inside = a > 0 && a < count ? 2 : 1;
  if (a !== b) return { k: -count, m: 1 / (6 * count) };
  return { k: inside * count, m: inside / (3 * count) };
}

/**
 * The pencil of a box with unit cells of any shape: K = Kx⊗My⊗Mz + Mx⊗Ky⊗Mz + Mx⊗My⊗Kz.
 *
 * @param counts Number of elements along each axis.
 * @param lengths Lengths of the sides.
 */
export function gridPencil(counts: readonly number[], lengths: readonly number[]): GridPencil {
  const nodes = counts.map((count) => count + 1);
  const rows = nodes[0] * nodes[1] * nodes[2];
  const place = (index: number) => [
    index % nodes[0],
    Math.floor(index / nodes[0]) % nodes[1],
    Math.floor(index / (nodes[0] * nodes[1])),
  ];
  const stiffness: Triplet[] = [], mass: Triplet[] = [];
  for (let row = 0; row < rows; row++) {
    const at = place(row);
    for (let column = 0; column < rows; column++) {
      const to = place(column);
      if (at.some((x, k) => Math.abs(x - to[k]) > 1)) continue;
      const one = at.map((x, k) => {
        const { k: s, m } = elements(counts[k], x, to[k]);
        return { k: s / lengths[k], m: m * lengths[k] };
      });
      const [x, y, z] = one;
      stiffness.push([row, column, x.k * y.m * z.m + x.m * y.k * z.m + x.m * y.m * z.k]);
      mass.push([row, column, x.m * y.m * z.m]);
    }
  }
  const along = counts.map((count, k) =>
    Array.from({ length: count + 1 }, (_, i) => {
      const c = Math.cos(Math.PI * i / count);
      return 6 * (count / lengths[k]) ** 2 * (1 - c) / (2 + c);
    })
  );
  const eigenvalues = along[0].flatMap((x) =>
    along[1].flatMap((y) => along[2].map((z) => x + y + z))
  );
  return {
    stiffness: csrFromTriplets(rows, rows, stiffness),
    mass: csrFromTriplets(rows, rows, mass),
    eigenvalues: Float64Array.from(eigenvalues).sort(),
  };
}
