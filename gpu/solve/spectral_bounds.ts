/**
 * Bounds of the spectrum of D⁻¹A for A = kK + mM, D its diagonal, in double precision on the processor.
 *
 * Lanczos on D^(−1/2)AD^(−1/2) from a vector near the lowest mode, which is smooth, and with something of all others. Above, the
 * Gershgorin bound of D⁻¹A is certain; so is, below, m times that of the mass: D_M⁻¹M of linear tetrahedra has no eigenvalue below 1/2
 * (Wathen, IMA J. Numer. Anal. 7, 1987), and K adds nothing negative.
 *
 * @module
 */
import { denseSymmetricEigen } from "../../core/linalg/dense/mod.ts";
import type { CsrPattern } from "../../core/linalg/sparse/mod.ts";

/** Where the eigenvalues of D⁻¹(kK + mM) lie. */
export interface SpectralBounds {
  /** Below the lowest, near it. */
  readonly low: number;
  /** Above the highest. */
  readonly high: number;
  /** D, the diagonal of kK + mM, [rows]. */
  readonly diagonal: Float64Array;
  /** 1ᵀM1/1ᵀD1: what turns an eigenvalue of smooth modes of (K, M) into one of D⁻¹K, on average. */
  readonly massRatio: number;
}

/** Most steps of the iteration, and after how many it is looked at. */
const MOST_STEPS = 120, STEPS = 12;
/** How well the ends must be known, relative to themselves. */
const LOW_ERROR = 0.05, HIGH_ERROR = 0.02;
/** What is left between an estimate and the bound. */
const LOW_MARGIN = 0.95, HIGH_MARGIN = 1.02;
/** The least eigenvalue of D⁻¹M for linear tetrahedra. */
const LEAST_MASS = 0.5;
/** Part of the start that is random. */
const NOISE = 0.05;

/** S = D^(−1/2)AD^(−1/2), with what its bounds need. */
interface Scaled {
  readonly values: Float64Array;
  readonly diagonal: Float64Array;
  readonly gershgorin: number;
  /** A bound from below that is certain; 0 if there is none. */
  readonly floor: number;
  readonly massRatio: number;
}

function scaled(
  { rows, rowStart, columnIndex }: CsrPattern,
  stiffness: Float64Array,
  mass: Float64Array,
  k: number,
  m: number,
): Scaled {
  const diagonal = new Float64Array(rows), values = new Float64Array(columnIndex.length);
  let floor = Infinity, gershgorin = 0, massSum = 0;
  for (let row = 0; row < rows; row++) {
    let size = 0;
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) {
      values[e] = k * stiffness[e] + m * mass[e];
      size += Math.abs(values[e]);
      massSum += mass[e];
      if (columnIndex[e] !== row) continue;
      diagonal[row] = values[e];
      floor = Math.min(floor, m * LEAST_MASS * mass[e] / values[e]);
    }
    if (!(diagonal[row] > 0)) {
      throw new RangeError(
        `Cannot bound the spectrum: entry ${row} of the diagonal is ${diagonal[row]}, not positive`,
      );
    }
    gershgorin = Math.max(gershgorin, size / diagonal[row]);
  }
  const massRatio = massSum / diagonal.reduce((sum, value) => sum + value, 0);
  const roots = diagonal.map((value) => 1 / Math.sqrt(value));
  for (let row = 0; row < rows; row++) {
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) {
      values[e] *= roots[row] * roots[columnIndex[e]];
    }
  }
  return { values, diagonal, gershgorin, floor, massRatio };
}

/** The same numbers in (−1, 1) every time. */
function noise(length: number): Float64Array {
  let state = 1;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

const normOf = (x: Float64Array): number =>
  Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));

/** Extreme Ritz values of a tridiagonal matrix and the norms of their residuals. */
function ritzEnds(alpha: readonly number[], beta: readonly number[]) {
  const n = alpha.length, t = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    t[i * n + i] = alpha[i];
    if (i > 0) t[i * n + i - 1] = t[(i - 1) * n + i] = beta[i - 1];
  }
  const { values, vectors } = denseSymmetricEigen(t, n);
  const end = (j: number) => {
    return { value: values[j], residual: Math.abs(beta[n - 1] * vectors[(n - 1) * n + j]) };
  };
  return { low: end(0), high: end(n - 1) };
}

/** The ends of the spectrum of S by Lanczos. */
function lanczosEnds({ rows, rowStart, columnIndex }: CsrPattern, { values, diagonal }: Scaled) {
  const random = noise(rows);
  let q = diagonal.map((value, row) => Math.sqrt(value) * (1 + NOISE * random[row]));
  const first = normOf(q);
  q.forEach((value, row) => q[row] = value / first);
  let previous = new Float64Array(rows), next = new Float64Array(rows);
  const alpha: number[] = [], beta: number[] = [];
  for (;;) {
    const last = beta.at(-1) ?? 0;
    let a = 0;
    for (let row = 0; row < rows; row++) {
      let sum = -last * previous[row];
      for (let e = rowStart[row]; e < rowStart[row + 1]; e++) sum += values[e] * q[columnIndex[e]];
      next[row] = sum;
      a += sum * q[row];
    }
    for (let row = 0; row < rows; row++) next[row] -= a * q[row];
    const b = normOf(next);
    alpha.push(a);
    beta.push(b);
    const steps = alpha.length, isDone = b < 1e-12 || steps >= Math.min(rows, MOST_STEPS);
    if (isDone || steps % STEPS === 0) {
      const ends = ritzEnds(alpha, beta), { low, high } = ends;
      const isGood = low.residual < LOW_ERROR * low.value &&
        high.residual < HIGH_ERROR * high.value;
      if (isDone || isGood) return ends;
    }
    next.forEach((value, row) => next[row] = value / b);
    [previous, q, next] = [q, next, previous];
  }
}

/**
 * Bounds the spectrum of D⁻¹(kK + mM), which must be positive definite.
 *
 * @param pattern The pattern of K and M.
 * @param stiffness K, [entries].
 * @param mass M, [entries].
 * @param k k.
 * @param m m.
 * @returns The bounds and D.
 * @throws {RangeError} If an entry of the diagonal is not positive.
 */
export function spectralBounds(
  pattern: CsrPattern,
  stiffness: Float64Array,
  mass: Float64Array,
  k: number,
  m: number,
): SpectralBounds {
  const matrix = scaled(pattern, stiffness, mass, k, m);
  const { low, high } = lanczosEnds(pattern, matrix);
  return {
    low: Math.max(matrix.floor, LOW_MARGIN * Math.max(low.value - low.residual, low.value / 2)),
    high: Math.min(matrix.gershgorin, HIGH_MARGIN * (high.value + high.residual)),
    diagonal: matrix.diagonal,
    massRatio: matrix.massRatio,
  };
}
