/**
 * exp(−tA)·v of a dense complex-symmetric A = Λ + iqW by Taylor steps: the plain twin of the fast propagators.
 *
 * @module
 */

/** A complex vector, real and imaginary parts apart. */
export interface ComplexVector {
  /** Real parts. */
  readonly real: Float64Array;
  /** Imaginary parts. */
  readonly imaginary: Float64Array;
}

/**
 * exp(−t(Λ + iqW))·v.
 *
 * @param eigenvalues Λ, [n].
 * @param coupling W, real symmetric, [n × n].
 * @param q The factor of W.
 * @param t Time.
 * @param start v.
 * @returns The vector at time t, to a few units of rounding per step of size 1/‖A‖.
 */
export function exponentialAction(
  eigenvalues: Float64Array,
  coupling: Float64Array,
  q: number,
  t: number,
  start: ComplexVector,
): ComplexVector {
  const n = eigenvalues.length;
  let size = 0;
  for (let i = 0; i < n; i++) {
    let row = Math.abs(eigenvalues[i]);
    for (let j = 0; j < n; j++) row += Math.abs(q * coupling[i * n + j]);
    size = Math.max(size, row);
  }
  const steps = Math.max(1, Math.ceil(t * size)), h = t / steps;
  const real = start.real.slice(), imaginary = start.imaginary.slice();
  for (let step = 0; step < steps; step++) {
    let re = real.slice(), im = imaginary.slice();
    for (let k = 1; k <= 20; k++) {
      const nextRe = new Float64Array(n), nextIm = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        let wRe = 0, wIm = 0;
        for (let j = 0; j < n; j++) {
          wRe += coupling[i * n + j] * re[j];
          wIm += coupling[i * n + j] * im[j];
        }
        nextRe[i] = -h / k * (eigenvalues[i] * re[i] - q * wIm);
        nextIm[i] = -h / k * (eigenvalues[i] * im[i] + q * wRe);
      }
      for (let i = 0; i < n; i++) {
        real[i] += nextRe[i];
        imaginary[i] += nextIm[i];
      }
      [re, im] = [nextRe, nextIm];
    }
  }
  return { real, imaginary };
}
