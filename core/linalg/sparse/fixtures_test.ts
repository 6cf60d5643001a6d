/**
 * Matrices for the tests of this folder, and plain dense twins of what the folder does.
 *
 * @module
 */
import { csrFromTriplets, type CsrMatrix, type CsrPattern, type Triplet } from "./csr.ts";

/** Numbers in [0, 1), the same on every run. */
export function randomNumbers(seed: number): () => number {
  let state = seed % 2147483646 + 1;
  return () => (state = state * 48271 % 2147483647) / 2147483647;
}

/** A random matrix in which about `perRow` entries of each row are set. */
export function randomMatrix(
  rows: number,
  columns: number,
  perRow: number,
  random: () => number,
): CsrMatrix {
  const triplets: Triplet[] = [];
  for (let i = 0; i < rows; i++) {
    const count = Math.floor(2 * perRow * random());
    for (let e = 0; e < count && columns > 0; e++) {
      triplets.push([i, Math.floor(random() * columns), random() - 0.5]);
    }
  }
  return csrFromTriplets(rows, columns, triplets);
}

/** A symmetric positive definite matrix with the given edges: diagonally dominant, off-diagonals of either sign. */
export function definiteMatrix(
  rows: number,
  edges: Iterable<readonly [number, number]>,
  random: () => number,
): CsrMatrix {
  const triplets: Triplet[] = [];
  for (let i = 0; i < rows; i++) triplets.push([i, i, 0.1 + random()]);
  for (const [i, j] of edges) {
    if (i === j) continue;
    const value = random() - 0.5;
    triplets.push([i, j, value], [j, i, value]);
    triplets.push([i, i, Math.abs(value)], [j, j, Math.abs(value)]);
  }
  return csrFromTriplets(rows, rows, triplets);
}

/** Random edges. */
export function randomEdges(rows: number, count: number, random: () => number): [number, number][] {
  return Array.from(
    { length: count },
    () => [Math.floor(random() * rows), Math.floor(random() * rows)],
  );
}

/** The edges of a box of n₁ × n₂ × n₃ nodes whose cells are cut into six tetrahedra (Kuhn's subdivision). */
export function boxEdges(n1: number, n2: number, n3: number): [number, number][] {
  const edges: [number, number][] = [];
  const steps = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 1, 1]];
  for (let k = 0; k < n3; k++) {
    for (let j = 0; j < n2; j++) {
      for (let i = 0; i < n1; i++) {
        for (const [di, dj, dk] of steps) {
          if (i + di >= n1 || j + dj >= n2 || k + dk >= n3) continue;
          edges.push([i + n1 * (j + n2 * k), i + di + n1 * (j + dj + n2 * (k + dk))]);
        }
      }
    }
  }
  return edges;
}

/** The Laplacian of a graph plus `shift` times the identity. */
export function laplacian(
  rows: number,
  edges: Iterable<readonly [number, number]>,
  shift: number,
): CsrMatrix {
  const triplets: Triplet[] = [];
  for (let i = 0; i < rows; i++) triplets.push([i, i, shift]);
  for (const [i, j] of edges) triplets.push([i, j, -1], [j, i, -1], [i, i, 1], [j, j, 1]);
  return csrFromTriplets(rows, rows, triplets);
}

/** ‖A X − B‖ / ‖B‖ of a row-major block. */
export function relativeResidual(
  product: Float64Array,
  right: Float64Array,
): number {
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < right.length; i++) {
    difference += (product[i] - right[i]) ** 2;
    norm += right[i] ** 2;
  }
  return Math.sqrt(difference / norm);
}

/** The lower Cholesky factor of a dense matrix, row-major. */
export function denseCholesky(matrix: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k];
      factor[i * n + j] = i === j ? Math.sqrt(sum) : sum / factor[j * n + j];
    }
  }
  return factor;
}

/** Solves L Lᵀ X = B, densely. */
export function denseSolve(
  factor: Float64Array,
  right: Float64Array,
  columns: number,
): Float64Array {
  const n = Math.round(Math.sqrt(factor.length));
  const x = right.slice();
  for (let c = 0; c < columns; c++) {
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < i; k++) x[i * columns + c] -= factor[i * n + k] * x[k * columns + c];
      x[i * columns + c] /= factor[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let k = i + 1; k < n; k++) x[i * columns + c] -= factor[k * n + i] * x[k * columns + c];
      x[i * columns + c] /= factor[i * n + i];
    }
  }
  return x;
}

/** The columns' patterns in the factor of P A Pᵀ, by eliminating node after node. */
export function eliminate(pattern: CsrPattern, order: Int32Array): Set<number>[] {
  const place = new Int32Array(order.length);
  order.forEach((v, k) => place[v] = k);
  const columns: Set<number>[] = Array.from({ length: order.length }, () => new Set());
  for (let i = 0; i < pattern.rows; i++) {
    for (let e = pattern.rowStart[i]; e < pattern.rowStart[i + 1]; e++) {
      const [a, b] = [place[i], place[pattern.columnIndex[e]]];
      if (b >= a) columns[a].add(b);
    }
  }
  for (const [k, column] of columns.entries()) {
    const below = [...column].filter((i) => i > k);
    if (below.length === 0) continue;
    const parent = Math.min(...below);
    for (const i of below) columns[parent].add(i);
  }
  return columns;
}
