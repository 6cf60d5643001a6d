/**
 * exp(−A) v for a stiff banded A = Λ + skew: shift-and-invert Krylov (van den Eshof and Hochbruck, SIAM J. Sci. Comput. 27,
 * 2006), whose convergence does not depend on the largest eigenvalue.
 *
 * @module
 */
import { bandIndex, type BandMatrix, bandSolver } from "./band_solver.ts";

/** The shift γ in (I + γA)⁻¹, in units of the whole interval. */
const SHIFT = 0.1;
/** Largest Krylov space. */
const MOST_VECTORS = 120;

function multiply(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const x = a[i * n + k];
      for (let j = 0; j < n; j++) out[i * n + j] += x * b[k * n + j];
    }
  }
  return out;
}

/** The inverse of a small dense matrix by Gauss-Jordan elimination with row pivoting. */
function inverse(matrix: Float64Array, n: number): Float64Array {
  const a = matrix.slice();
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i;
    }
    const scale = 1 / a[pivot * n + k];
    for (const m of [a, out]) {
      for (let j = 0; j < n; j++) {
        const value = m[pivot * n + j] * scale;
        m[pivot * n + j] = m[k * n + j];
        m[k * n + j] = value;
      }
    }
    for (let i = 0; i < n; i++) {
      const factor = a[i * n + k];
      if (i === k || factor === 0) continue;
      for (let j = 0; j < n; j++) {
        a[i * n + j] -= factor * a[k * n + j];
        out[i * n + j] -= factor * out[k * n + j];
      }
    }
  }
  return out;
}

/** exp(A) of a small dense matrix: Taylor series of A/2^s, squared s times. */
export function denseExponential(matrix: Float64Array, n: number): Float64Array {
  let norm = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += Math.abs(matrix[i * n + j]);
    norm = Math.max(norm, sum);
  }
  const squarings = Math.max(0, Math.ceil(Math.log2(norm / 0.5)));
  const scaled = matrix.map((x) => x / 2 ** squarings);
  let out: Float64Array = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
  // Horner's rule; 0.5^17/17! is below 1e-19.
  for (let k = 16; k > 0; k--) {
    out = multiply(scaled, out, n).map((x) => x / k);
    for (let i = 0; i < n; i++) out[i * n + i] += 1;
  }
  for (let s = 0; s < squarings; s++) out = multiply(out, out, n);
  return out;
}

/** Two passes of Gram-Schmidt of `w` against the basis; adds the coefficients to column `column` of `h`. */
function orthogonalise(
  w: Float64Array,
  basis: readonly Float64Array[],
  h: Float64Array,
  column: number,
): number {
  for (let pass = 0; pass < 2; pass++) {
    basis.forEach((v, i) => {
      let dot = 0;
      for (let k = 0; k < w.length; k++) dot += v[k] * w[k];
      for (let k = 0; k < w.length; k++) w[k] -= dot * v[k];
      h[i * MOST_VECTORS + column] += dot;
    });
  }
  return Math.hypot(...w);
}

/** First column of exp(−(H⁻¹ − I)/γ) for the leading m×m part of `h`. */
function projected(h: Float64Array, m: number): Float64Array {
  const block = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) block[i * m + j] = h[i * MOST_VECTORS + j];
  }
  const exponent = inverse(block, m).map((x, k) => (k % (m + 1) === 0 ? 1 - x : -x) / SHIFT);
  const exponential = denseExponential(exponent, m);
  return Float64Array.from({ length: m }, (_, i) => exponential[i * m]);
}

/**
 * exp(−A) e_0 for a banded A whose symmetric part is non-negative.
 *
 * @param matrix The matrix A; overwritten.
 * @param tolerance Change of the result, in the 2-norm, at which the Krylov space stops growing.
 * @returns The vector, [size].
 * @throws {RangeError} If the largest Krylov space does not reach the tolerance.
 */
export function exponentialOfFirstAxis(matrix: BandMatrix, tolerance: number): Float64Array {
  const { size, data } = matrix;
  for (let k = 0; k < data.length; k++) data[k] *= SHIFT;
  for (let i = 0; i < size; i++) data[bandIndex(matrix, i, i)] += 1;
  const solve = bandSolver(matrix);
  const basis = [new Float64Array(size)];
  basis[0][0] = 1;
  const h = new Float64Array(MOST_VECTORS * MOST_VECTORS);
  let previous: Float64Array = new Float64Array(0);
  for (let m = 1; m <= Math.min(MOST_VECTORS, size); m++) {
    const w = basis[m - 1].slice();
    solve(w);
    const norm = orthogonalise(w, basis, h, m - 1);
    const exhausted = norm < 1e-14 || m === size;
    if (exhausted || m % 8 === 0) {
      const next = projected(h, m);
      let change = 0;
      next.forEach((x, i) => change += (x - (previous[i] ?? 0)) ** 2);
      if (exhausted || Math.sqrt(change) <= tolerance) {
        const out = new Float64Array(size);
        next.forEach((x, i) => basis[i].forEach((v, k) => out[k] += x * v));
        return out;
      }
      previous = next;
    }
    if (m < MOST_VECTORS) h[m * MOST_VECTORS + m - 1] = norm;
    basis.push(w.map((x) => x / norm));
  }
  throw new RangeError(
    `The exact signal did not reach ${tolerance} with ${MOST_VECTORS} Krylov vectors: the gradient is too strong for it`,
  );
}
