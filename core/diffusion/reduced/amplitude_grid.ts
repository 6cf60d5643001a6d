/**
 * Chebyshev interpolation in the gradient amplitude: the states at many q from those at a few.
 *
 * A state after a pulse of length δ is the mean of exp(−iqY) over the spins' paths, with |Y| ≤ δX and X the half-extent of
 * the tissue along the gradient. As a function of q it is entire with the Chebyshev coefficients of e^{iqδX} as a bound
 * (Jacobi-Anger), so a number of nodes little above q_max·δ·X gives every q in between to full accuracy.
 * s(−q) = conj s(q) makes the real part even and the imaginary part odd: only positive nodes are computed.
 *
 * @module
 */
import { jacobiAngerTerms } from "../../special/mod.ts";

/** The amplitudes to compute, and how the wanted ones follow from them. */
export interface AmplitudeGrid {
  /** Amplitudes at which states are computed, rad/(µm ms), [nodes]. */
  readonly nodes: Float64Array;
  /** Weights for the real parts, [nodes × wanted]. */
  readonly even: Float64Array;
  /** Weights for the imaginary parts, [nodes × wanted]. */
  readonly odd: Float64Array;
}

function distinct(values: Float64Array): Float64Array {
  return Float64Array.from(new Set(values)).sort();
}

/** Each wanted amplitude is one of the nodes. */
function selection(nodes: Float64Array, wanted: Float64Array): AmplitudeGrid {
  const pick = new Float64Array(nodes.length * wanted.length);
  wanted.forEach((q, j) => pick[nodes.indexOf(q) * wanted.length + j] = 1);
  return { nodes, even: pick, odd: pick };
}

/** Barycentric interpolation from the 2·half Chebyshev points of the first kind on [−qMax, qMax]. */
function chebyshevGrid(half: number, qMax: number, wanted: Float64Array): AmplitudeGrid {
  const count = 2 * half;
  const angle = (i: number) => Math.PI * (2 * i + 1) / (2 * count);
  const points = Float64Array.from({ length: count }, (_, i) => Math.cos(angle(i)));
  const nodes = points.slice(0, half).map((x) => qMax * x);
  const even = new Float64Array(half * wanted.length), odd = new Float64Array(half * wanted.length);
  const weights = new Float64Array(count);
  wanted.forEach((q, j) => {
    const x = q / qMax, hit = points.indexOf(x);
    if (hit >= 0) {
      even[hit * wanted.length + j] = odd[hit * wanted.length + j] = 1;
      return;
    }
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const sign = i % 2 ? -1 : 1;
      weights[i] = sign * Math.sin(angle(i)) / (x - points[i]);
      sum += weights[i];
    }
    for (let i = 0; i < half; i++) {
      const plus = weights[i] / sum, minus = weights[count - 1 - i] / sum;
      even[i * wanted.length + j] = plus + minus;
      odd[i * wanted.length + j] = plus - minus;
    }
  });
  return { nodes, even, odd };
}

/**
 * Chooses the amplitudes to compute for the wanted ones.
 *
 * @param wanted Amplitudes q ≥ 0, rad/(µm ms).
 * @param phasePerAmplitude δ·X, µm ms.
 * @param tolerance Bound on the interpolation's error, relative to the initial state.
 * @returns A grid; the wanted amplitudes themselves where that is not more.
 */
export function amplitudeGrid(
  wanted: Float64Array,
  phasePerAmplitude: number,
  tolerance: number,
): AmplitudeGrid {
  const own = distinct(wanted);
  const qMax = own[own.length - 1];
  // Even and odd parts are interpolated from half as many nodes each.
  const half = Math.ceil(jacobiAngerTerms(qMax * phasePerAmplitude, tolerance) / 2);
  return own.length <= half ? selection(own, wanted) : chebyshevGrid(half, qMax, wanted);
}
