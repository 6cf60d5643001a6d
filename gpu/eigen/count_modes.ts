/**
 * How many modes lie below an eigenvalue, and where the n-th lies, before any mode is known.
 *
 * @module
 */
import type { P1Space } from "../../core/fem/mod.ts";
import type { RitzPairs } from "./ritz.ts";

/** What the search needs to know of a space's matrices. */
export interface MatrixScales {
  /** v_a = Σ_b M_ab, [nodes]. */
  readonly volumes: Float64Array;
  /** Σ_a M_aa / v_a: the expected square of a random column in the M-norm. */
  readonly trace: number;
  /** Σ_a (M_aa/K_aa)^(3/2). */
  readonly spread: number;
}

/** Gathers them. */
export function matrixScales({ nodes, pattern, matrices }: P1Space): MatrixScales {
  const { rowStart, columnIndex } = pattern, { stiffness, mass } = matrices;
  const volumes = new Float64Array(nodes);
  let trace = 0, spread = 0;
  for (let a = 0; a < nodes; a++) {
    let k = 0, m = 0;
    for (let e = rowStart[a]; e < rowStart[a + 1]; e++) {
      volumes[a] += mass[e];
      if (columnIndex[e] === a) [k, m] = [stiffness[e], mass[e]];
    }
    trace += m / volumes[a];
    spread += (m / k) ** 1.5;
  }
  return { volumes, trace, spread };
}

/**
 * Weyl's law as the matrices know it: a node whose local frequency is K_aa/M_aa ~ 10D/h² adds (λ M_aa/K_aa)^(3/2) modes below λ, as its
 * volume does by λ^(3/2) V / 6π²D^(3/2). Right to about a factor of two on sensible meshes.
 */
export function weylEigenvalue({ spread }: MatrixScales, n: number): number {
  return (n / spread) ** (2 / 3);
}

/**
 * The n-th eigenvalue from the Ritz pairs of a Krylov space that starts with b random columns: a mode's part in them is 1 on
 * average, so trace/b·Σ|coefficients|² of the start in the Ritz vectors below λ counts the modes below λ (stochastic Lanczos quadrature:
 * Lin, Saad, Yang, Approximating spectral densities of large matrices, SIAM Review 58, 2016). Modes
 * that are not smooth on the mesh have smaller parts, which makes the estimate rather too high, by a tenth of n or two.
 *
 * @param ritz All Ritz pairs of an M-orthonormal basis whose first b vectors span the start.
 * @param b Number of random columns.
 * @param trace The expected square of a random column.
 * @param n Which eigenvalue.
 * @returns The estimate.
 */
export function countedEigenvalue(
  { values, vectors, order }: RitzPairs,
  b: number,
  trace: number,
  n: number,
): number {
  const count = values.length;
  let below = 0, middle = 0, value = values[0];
  for (let j = 0; j < count; j++) {
    let weight = 0;
    for (let i = 0; i < Math.min(b, order); i++) weight += vectors[i * count + j] ** 2;
    const own = weight * trace / b, here = below + own / 2;
    if (here >= n) {
      const part = here > middle ? (n - middle) / (here - middle) : 1;
      return value + part * (values[j] - value);
    }
    below += own;
    middle = here;
    value = values[j];
  }
  return value;
}
