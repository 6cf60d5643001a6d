/**
 * The diffusion and kurtosis tensors: ln S = ln S0 − b nᵀDn + b² (tr D/3)² Σ W_ijkl n_i n_j n_k n_l/6 (Jensen et al., Magn. Reson. Med.
 * 53, 2005; Tabesh et al., Magn. Reson. Med. 65, 2011).
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { gaussLegendre } from "../../special/mod.ts";
import { type DirectionalAcquisition, tensorRows } from "./acquisition.ts";
import {
  fitLogLinear,
  type LogLinearOptions,
  positiveSignals,
  rootMeanSquare,
} from "./log_linear.ts";
import { type DiffusionTensorFit, tensorMeasures, tensorOf } from "./tensor.ts";

/** Fitted diffusion and kurtosis tensors. */
export interface KurtosisTensorFit extends DiffusionTensorFit {
  /**
   * The 15 different entries of the symmetric kurtosis tensor W, without unit, in the order of {@linkcode kurtosisEntries}.
   */
  readonly kurtosisTensor: Float64Array;
  /** Mean kurtosis MK: the mean of K(n) = (tr D/3)² W(n)/D(n)² over all directions. */
  readonly meanKurtosis: number;
  /** Axial kurtosis AK: K along the first eigenvector. */
  readonly axialKurtosis: number;
  /** Radial kurtosis RK: the mean of K over the directions across it. */
  readonly radialKurtosis: number;
  /** Mean of W(n) over all directions, a fifth of its trace: the kurtosis of the powder-averaged tensor, always finite. */
  readonly meanKurtosisTensor: number;
}

/** Indices ijkl of the 15 different entries, and in how many orders each stands. */
export const kurtosisEntries: readonly {
  /** Powers of n_x, n_y and n_z. */
  readonly powers: readonly [number, number, number];
  /** How many of the 81 places hold the entry. */
  readonly places: number;
}[] = Array.from({ length: 5 }, (_, z) =>
  Array.from({ length: 5 - z }, (_, y) => {
    const powers: [number, number, number] = [4 - y - z, y, z];
    const factorial = [1, 1, 2, 6, 24];
    return { powers, places: 24 / powers.reduce((product, p) => product * factorial[p], 1) };
  })).flat();

/** ln S0, the six elements of D and the 15 of (tr D/3)² W. */
const PARAMETERS = 22;
/** Points of the product rule on the sphere; K(n) is smooth, so that it converges geometrically. */
const POLAR = 40, AZIMUTHAL = 80;
const AROUND = 64;

/** The products n_x^a n_y^b n_z^c with their numbers of places. */
function quartic(x: number, y: number, z: number): number[] {
  return kurtosisEntries.map(({ powers: [a, b, c], places }) => places * x ** a * y ** b * z ** c);
}

/** K(n). */
function kurtosisAlong(d: Float64Array, w: Float64Array, n: readonly number[]): number {
  const [x, y, z] = n;
  const diffusivity = d[0] * x * x + d[4] * y * y + d[8] * z * z +
    2 * (d[1] * x * y + d[2] * x * z + d[5] * y * z);
  const mean = (d[0] + d[4] + d[8]) / 3;
  const form = quartic(x, y, z).reduce((sum, product, e) => sum + product * w[e], 0);
  return form * (mean / diffusivity) ** 2;
}

function averages(
  d: Float64Array,
  w: Float64Array,
  axes: Float64Array,
): { mean: number; axial: number; radial: number } {
  const { points, weights } = gaussLegendre(POLAR);
  let mean = 0, radial = 0;
  points.forEach((u, i) => {
    // K is even: the upper half of the sphere is enough.
    const sine = Math.sqrt(1 - u * u);
    for (let k = 0; k < AZIMUTHAL; k++) {
      const phi = 2 * Math.PI * k / AZIMUTHAL;
      mean += weights[i] / AZIMUTHAL *
        kurtosisAlong(d, w, [sine * Math.cos(phi), sine * Math.sin(phi), u]);
    }
  });
  for (let k = 0; k < AROUND; k++) {
    const phi = Math.PI * k / AROUND, c = Math.cos(phi), s = Math.sin(phi);
    radial += kurtosisAlong(d, w, [3, 4, 5].map((j) => c * axes[j] + s * axes[j + 3])) / AROUND;
  }
  return { mean, axial: kurtosisAlong(d, w, [axes[0], axes[1], axes[2]]), radial };
}

/**
 * Fits the diffusion and kurtosis tensors to a list of measurements.
 *
 * @param signal Signal magnitudes, one per measurement.
 * @param acquisition The b-value (s/mm²) and the unit direction of each measurement: at least three b-values, 15 directions.
 * @param options The method; weighted least squares unless given.
 * @returns Both tensors and what follows from them. MK, AK and RK are meaningful where D is positive definite.
 * @throws {InputError} If lengths differ, a signal is not positive, or the measurements do not determine the tensors.
 *
 * @example Two kinds of isotropic diffusion side by side
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { acquisitionOf, fibonacciHemisphere, fitKurtosisTensor, pgse } from "@torrey/torrey";
 *
 * const acquisition = acquisitionOf(pgse({
 *   delta: 10,
 *   Delta: 30,
 *   bValues: [0, 10, 20],
 *   directions: fibonacciHemisphere(20),
 * }));
 * const signal = acquisition.bValues.map((b) => (Math.exp(-b * 1e-3) + Math.exp(-b * 3e-3)) / 2);
 * // K = 3 var(D)/mean(D)².
 * const { meanKurtosis } = fitKurtosisTensor(signal, acquisition, { method: "OLS" });
 * assertAlmostEquals(meanKurtosis, 3 * 1 / 2 ** 2, 1e-3);
 * ```
 */
export function fitKurtosisTensor(
  signal: Float64Array,
  acquisition: DirectionalAcquisition,
  options: LogLinearOptions = {},
): KurtosisTensorFit {
  const rows = tensorRows(acquisition, signal.length);
  const values = positiveSignals(signal, options.minimumSignal);
  if (signal.length < PARAMETERS) {
    throw new InputError(
      `There are ${signal.length} measurements but the kurtosis tensor takes at least ${PARAMETERS}`,
    );
  }
  const { bValues, directions } = acquisition;
  // In units of the largest b-value the columns are of one size.
  const most = 1e-3 * bValues.reduce((a, b) => Math.max(a, b), 0) || 1;
  const design = new Float64Array(PARAMETERS * signal.length);
  signal.forEach((_, v) => {
    const [xx, yy, zz, xy, xz, yz] = rows.subarray(6 * v, 6 * v + 6).map((b) => b / most);
    const b = 1e-3 * bValues[v] / most, [x, y, z] = directions.subarray(3 * v, 3 * v + 3);
    const squares = b === 0
      ? new Array(15).fill(0)
      : quartic(x, y, z).map((product) => b * b * product / 6);
    design.set([1, -xx, -yy, -zz, -2 * xy, -2 * xz, -2 * yz, ...squares], PARAMETERS * v);
  });
  const parameters = fitLogLinear(design, PARAMETERS, values, options);
  if (parameters === undefined) {
    throw new InputError(
      "The measurements do not determine the kurtosis tensor: it takes three b-values and fifteen directions spread over the sphere",
    );
  }
  const tensor = tensorOf(parameters.slice(1, 7).map((x) => x / most));
  const measures = tensorMeasures(tensor), mean = measures.meanDiffusivity;
  const kurtosisTensor = parameters.slice(7).map((x) => x / (most * mean) ** 2);
  const { mean: meanKurtosis, axial, radial } = averages(
    tensor.data,
    kurtosisTensor,
    measures.eigenvectors.data,
  );
  // A fifth of Σ_ij W_iijj.
  const trace = kurtosisEntries.reduce((sum, { powers }, e) => {
    if (powers.some((p) => p % 2 === 1)) return sum;
    return sum + (powers.includes(4) ? 1 : 2) * kurtosisTensor[e];
  }, 0);
  return {
    tensor,
    ...measures,
    kurtosisTensor,
    meanKurtosis,
    axialKurtosis: axial,
    radialKurtosis: radial,
    meanKurtosisTensor: trace / 5,
    S0: Math.exp(parameters[0]),
    residual: rootMeanSquare(design, parameters, values),
  };
}
