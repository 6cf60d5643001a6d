/**
 * Chebyshev interpolation in the gradient amplitude: the states at many q from those at a few.
 *
 * A state after a waveform is the mean of exp(−iqY) over the spins' paths, with |Y| ≤ ∫|v·x|dt. As a function of q it is entire
 * with the Chebyshev coefficients of e^{iqY} as a bound (Jacobi-Anger), so a number of nodes little above q_max·Y gives every q
 * in between to full accuracy. s(−q) = conj s(q) makes the real part even and the imaginary part odd: only positive nodes are
 * computed.
 *
 * @module
 */
import { jacobiAngerTerms } from "../../special/mod.ts";

/** The amplitudes to compute, and how the wanted ones follow from them. */
export interface AmplitudeGrid {
  /** Amplitudes at which states are computed, rad/(µm ms), not negative, [nodes]. */
  readonly nodes: Float64Array;
  /** Weights for the real parts, [nodes × wanted]. */
  readonly even: Float64Array;
  /** Weights for the imaginary parts, [nodes × wanted]. */
  readonly odd: Float64Array;
  /** Derivatives of the weights with respect to the wanted amplitudes; absent where the nodes are the wanted amplitudes. */
  readonly slopes?: { readonly even: Float64Array; readonly odd: Float64Array };
}

/** Each wanted amplitude is one of the nodes, or minus one. */
function selection(nodes: Float64Array, wanted: Float64Array): AmplitudeGrid {
  const even = new Float64Array(nodes.length * wanted.length), odd = even.slice();
  wanted.forEach((q, j) => {
    const at = nodes.indexOf(Math.abs(q)) * wanted.length + j;
    even[at] = 1;
    odd[at] = q < 0 ? -1 : 1;
  });
  return { nodes, even, odd };
}

/** T_0 … T_{count−1} at x and their derivatives. */
function chebyshevPolynomials(x: number, count: number): { values: number[]; slopes: number[] } {
  const values = [1, x], slopes = [0, 1];
  for (let k = 2; k < count; k++) {
    values.push(2 * x * values[k - 1] - values[k - 2]);
    slopes.push(2 * values[k - 1] + 2 * x * slopes[k - 1] - slopes[k - 2]);
  }
  return { values, slopes };
}

/** Interpolation from the 2·half Chebyshev points of the first kind on [−qMax, qMax]: l_i(x) = Σ_k c_k T_k(x_i) T_k(x). */
function chebyshevGrid(half: number, qMax: number, wanted: Float64Array): AmplitudeGrid {
  const count = 2 * half, size = half * wanted.length;
  const points = Array.from(
    { length: half },
    (_, i) => Math.cos(Math.PI * (2 * i + 1) / (2 * count)),
  );
  const atPoints = points.map((x) => chebyshevPolynomials(x, count).values);
  const even = new Float64Array(size), odd = new Float64Array(size);
  const slopes = { even: new Float64Array(size), odd: new Float64Array(size) };
  wanted.forEach((q, j) => {
    const at = chebyshevPolynomials(q / qMax, count);
    for (let i = 0; i < half; i++) {
      const e = i * wanted.length + j;
      for (let k = 0; k < count; k++) {
        // A point and its mirror image count together: twice the even terms for real parts, twice the odd for imaginary ones.
        const c = (k === 0 ? 2 : 4) / count * atPoints[i][k];
        const [weights, slope] = k % 2 === 0 ? [even, slopes.even] : [odd, slopes.odd];
        weights[e] += c * at.values[k];
        slope[e] += c * at.slopes[k] / qMax;
      }
    }
  });
  return { nodes: Float64Array.from(points, (x) => qMax * x), even, odd, slopes };
}

/**
 * Chooses the amplitudes to compute for the wanted ones.
 *
 * @param wanted Amplitudes q, rad/(µm ms).
 * @param phasePerAmplitude Bound of the phase a spin collects, by amplitude, µm ms.
 * @param tolerance Bound on the interpolation's error, relative to the initial state.
 * @param sloped Whether derivatives with respect to the wanted amplitudes must follow from the weights, unless there is but one.
 * @returns A grid; the wanted amplitudes themselves where that is not more.
 */
export function amplitudeGrid(
  wanted: Float64Array,
  phasePerAmplitude: number,
  tolerance: number,
  sloped: boolean = false,
): AmplitudeGrid {
  const own = Float64Array.from(new Set(wanted.map(Math.abs))).sort();
  const qMax = own[own.length - 1];
  // Even and odd parts are interpolated from half as many nodes each.
  const half = Math.ceil(jacobiAngerTerms(qMax * phasePerAmplitude, tolerance) / 2);
  const single = wanted.length === 1 || qMax === 0;
  return single || (!sloped && own.length <= half)
    ? selection(own, wanted)
    : chebyshevGrid(half, qMax, wanted);
}
