/**
 * Rayleigh-Ritz on the processor, from matrices computed in single precision.
 *
 * @module
 */
import { denseGeneralisedEigen } from "../../core/linalg/dense/mod.ts";
import { GpuError } from "../gpu_error.ts";

/** Ritz values, and the coefficients of the Ritz vectors in the basis. */
export interface RitzPairs {
  /** Number of vectors of the basis. */
  readonly order: number;
  /** Ritz values, ascending, [count]. */
  readonly values: Float64Array;
  /** Coefficients Y, [order × count]. */
  readonly vectors: Float64Array;
}

/** A vector of an orthonormal basis has length 1, one that was found dependent 0. */
const PRESENT = 0.5;

function solved(stiffness: Float64Array, mass: Float64Array, n: number, count: number) {
  try {
    return denseGeneralisedEigen(stiffness, mass, n, { count });
  } catch (cause) {
    throw new GpuError(
      "precision",
      "The search for the modes lost its way in single precision: look at the mesh's quality, or use the CPU",
      { cause },
    );
  }
}

/**
 * The lowest Ritz pairs of VᵀKV and VᵀMV, leaving out vectors that are zero.
 *
 * @param stiffness VᵀKV, [order × order].
 * @param mass VᵀMV, near the identity but for zero rows.
 * @param order Number of vectors.
 * @param most Number of pairs wanted; fewer if the basis has fewer vectors.
 * @returns The pairs.
 * @throws {GpuError} If a matrix is not finite, or the vectors are dependent.
 */
export function ritzPairs(
  stiffness: Float64Array,
  mass: Float64Array,
  order: number,
  most: number,
): RitzPairs {
  for (const matrix of [stiffness, mass]) {
    if (matrix.every(Number.isFinite)) continue;
    throw new GpuError(
      "precision",
      "The search for the modes overflowed in single precision: look at the mesh's quality, or use the CPU",
    );
  }
  const kept: number[] = [];
  for (let i = 0; i < order; i++) if (mass[i * order + i] > PRESENT) kept.push(i);
  const n = kept.length, count = Math.min(most, n);
  const part = (matrix: Float64Array) =>
    Float64Array.from({ length: n * n }, (_, e) => {
      return matrix[kept[Math.floor(e / n)] * order + kept[e % n]];
    });
  const found = solved(part(stiffness), part(mass), n, count);
  const vectors = new Float64Array(order * count);
  kept.forEach((i, row) =>
    vectors.set(found.vectors.subarray(row * count, (row + 1) * count), i * count)
  );
  return { order, values: found.values.slice(0, count), vectors };
}
