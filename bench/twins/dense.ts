/**
 * Dense linear algebra in plain TypeScript; all matrices are row-major without padding.
 *
 * @module
 */

/** C += A B, with A m×k and B k×n. */
export function multiplyTwin(
  m: number,
  n: number,
  k: number,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
): void {
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const value = a[i * k + p];
      for (let j = 0, e = i * n, f = p * n; j < n; j++, e++, f++) c[e] += value * b[f];
    }
  }
}

/** C += AᵀB, with A k×m and B k×n. */
export function transposedMultiplyTwin(
  m: number,
  n: number,
  k: number,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
): void {
  for (let p = 0; p < k; p++) {
    for (let i = 0; i < m; i++) {
      const value = a[p * m + i];
      for (let j = 0, e = i * n, f = p * n; j < n; j++, e++, f++) c[e] += value * b[f];
    }
  }
}

/** C += A Bᵀ, with A m×k and B n×k. */
export function multiplyTransposedTwin(
  m: number,
  n: number,
  k: number,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0, e = i * k, f = j * k; p < k; p++, e++, f++) sum += a[e] * b[f];
      c[i * n + j] += sum;
    }
  }
}

/** C += A Aᵀ, with A n×k: the lower triangle computed, the upper copied. */
export function rankTwin(n: number, k: number, a: Float64Array, c: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let p = 0, e = i * k, f = j * k; p < k; p++, e++, f++) sum += a[e] * a[f];
      c[i * n + j] += sum;
      if (j < i) c[j * n + i] += sum;
    }
  }
}

/** A = L Lᵀ in place; the strict upper triangle becomes zero. */
export function choleskyTwin(n: number, a: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = 0, e = i * n, f = j * n; k < j; k++, e++, f++) sum -= a[e] * a[f];
      a[i * n + j] = i === j ? Math.sqrt(sum) : sum / a[j * (n + 1)];
    }
    a.fill(0, i * n + i + 1, (i + 1) * n);
  }
}

/** B ← L⁻¹B, or L⁻ᵀB, with L n×n lower triangular and B n×m. */
export function triangularSolveTwin(
  trans: boolean,
  n: number,
  m: number,
  l: Float64Array,
  b: Float64Array,
): void {
  for (let step = 0; step < n; step++) {
    const i = trans ? n - 1 - step : step, own = i * m;
    for (let other = 0; other < step; other++) {
      const p = trans ? n - 1 - other : other;
      const value = trans ? l[p * n + i] : l[i * n + p];
      for (let j = 0, f = p * m; j < m; j++, f++) b[own + j] -= value * b[f];
    }
    for (let j = 0; j < m; j++) b[own + j] /= l[i * (n + 1)];
  }
}
