/**
 * Radau IIA collocation with K stages, of order 2K − 1, L-stable and stiffly accurate (Hairer & Wanner, Solving Ordinary
 * Differential Equations II, IV.5).
 *
 * @module
 */
import { jacobiPolynomials } from "../../special/mod.ts";
import { solveSmall } from "./solve_small.ts";

/** A collocation tableau on [0, 1]. */
export interface RadauTableau {
  /** Number of stages K. */
  readonly stages: number;
  /** Stage points c, ascending, the last 1, [K]. */
  readonly points: Float64Array;
  /** A_ab = ∫₀^{c_a} of the b-th Lagrange polynomial, [K × K]; the last row is the quadrature. */
  readonly matrix: Float64Array;
}

/** The points: 1 and the roots of P_k^{(1, 0)}(2c − 1), k = K − 1. */
function radauPoints(stages: number): Float64Array {
  const k = stages - 1, points = new Float64Array(stages);
  for (let i = 0; i < k; i++) {
    let x = -Math.cos(Math.PI * (i + 0.75) / (k + 0.75));
    for (let iteration = 0; iteration < 50; iteration++) {
      const { values, slopes } = jacobiPolynomials(k + 1, 1, 0, x);
      const change = values[k] / slopes[k];
      x -= change;
      if (Math.abs(change) < 1e-16) break;
    }
    points[i] = (1 + x) / 2;
  }
  points[k] = 1;
  return points.sort();
}

/**
 * Makes the tableau.
 *
 * @param stages K ≥ 2.
 * @returns Points and coefficients.
 */
export function radauTableau(stages: number): RadauTableau {
  const points = radauPoints(stages);
  // With V_jb = P_j(c_b) and I_ja = ∫₀^{c_a} P_j, the coefficients solve V Aᵀ = I.
  const v = new Float64Array(stages * stages), integrals = new Float64Array(stages * stages);
  points.forEach((c, a) => {
    const { values } = jacobiPolynomials(stages + 1, 0, 0, 2 * c - 1);
    for (let j = 0; j < stages; j++) {
      v[j * stages + a] = values[j];
      integrals[j * stages + a] = j === 0 ? c : (values[j + 1] - values[j - 1]) / (2 * (2 * j + 1));
    }
  });
  solveSmall(v, integrals, stages, stages);
  const matrix = new Float64Array(stages * stages);
  for (let a = 0; a < stages; a++) {
    for (let b = 0; b < stages; b++) matrix[a * stages + b] = integrals[b * stages + a];
  }
  return { stages, points, matrix };
}
