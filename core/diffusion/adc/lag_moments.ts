/**
 * Moments of a decaying exponential over the lags of one piece of a waveform, E_m(w) = ∫₀¹ h^m e^{−wh} dh, w complex.
 *
 * @module
 */

/** Below this size of w the moments come from their power series: the recurrence upwards would cancel. */
const SERIES_RADIUS = 3;
/** Terms of the series; 3^40/40! is 1e-29. */
const SERIES_TERMS = 40;

/**
 * The moments E_0 … E_{count−1}: by E_m = (m E_{m−1} − e^{−w})/w upwards for large w, by the power series of the last and the same
 * recurrence downwards for small.
 *
 * @param re Real part of w, ≥ 0.
 * @param im Imaginary part of w.
 * @param count How many.
 * @returns Real and imaginary parts, [count] each.
 */
export function lagMoments(
  re: number,
  im: number,
  count: number,
): { readonly real: Float64Array; readonly imag: Float64Array } {
  const real = new Float64Array(count), imag = new Float64Array(count);
  const size = Math.exp(-re), cos = size * Math.cos(im), sin = -size * Math.sin(im);
  const norm = re * re + im * im;
  if (norm < SERIES_RADIUS ** 2) {
    const last = count - 1;
    let termRe = 1, termIm = 0;
    for (let k = 0; k < SERIES_TERMS; k++) {
      real[last] += termRe / (last + k + 1);
      imag[last] += termIm / (last + k + 1);
      [termRe, termIm] = [
        -(termRe * re - termIm * im) / (k + 1),
        -(termRe * im + termIm * re) / (k + 1),
      ];
    }
    for (let m = last; m > 0; m--) {
      real[m - 1] = (re * real[m] - im * imag[m] + cos) / m;
      imag[m - 1] = (re * imag[m] + im * real[m] + sin) / m;
    }
    return { real, imag };
  }
  for (let m = 0; m < count; m++) {
    const topRe = (m === 0 ? 1 : m * real[m - 1]) - cos;
    const topIm = (m === 0 ? 0 : m * imag[m - 1]) - sin;
    real[m] = (topRe * re + topIm * im) / norm;
    imag[m] = (topIm * re - topRe * im) / norm;
  }
  return { real, imag };
}
