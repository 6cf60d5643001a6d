/**
 * The diffusion tensor: S = S0 e^{−b uᵀD u} fitted to a list of measurements (Basser, Mattiello and Le Bihan, J. Magn.
 * Reson. B 103, 1994).
 *
 * @module
 */
import type { Tensor } from "../../autodiff/tensor.ts";
import { InputError } from "../../input_error.ts";
import { positiveSignal } from "./adc.ts";
import { leastSquares, nonlinearLeastSquares } from "./least_squares.ts";
import { symmetricEigen3 } from "./symmetric_eigen.ts";

/**
 * How the tensor is fitted: ordinary least squares of ln S; the same weighted with the squared signal that the ordinary
 * fit predicts, as the noise of ln S grows when S falls; nonlinear least squares of S itself, from the weighted start.
 */
export type TensorFitMethod = "OLS" | "WLS" | "NLLS";

/** Settings of {@linkcode fitDiffusionTensor}. */
export interface TensorFitOptions {
  /** The method; `"WLS"` unless given. */
  readonly method?: TensorFitMethod;
}

/** A fitted diffusion tensor. */
export interface DiffusionTensorFit {
  /** The tensor D, µm²/ms, shape [3, 3], symmetric. */
  readonly tensor: Tensor;
  /** Its eigenvalues, largest first, µm²/ms, [3]. */
  readonly eigenvalues: Float64Array;
  /** Its unit eigenvectors as rows, in the order of the eigenvalues, shape [3, 3]. */
  readonly eigenvectors: Tensor;
  /** Fractional anisotropy, √(3/2) ‖λ − mean‖ / ‖λ‖. */
  readonly fractionalAnisotropy: number;
  /** Mean diffusivity, a third of the trace, µm²/ms. */
  readonly meanDiffusivity: number;
  /** Signal at b = 0, in the signal's unit. */
  readonly S0: number;
  /** Root mean square of signal minus fit, in the signal's unit. */
  readonly residual: number;
}

/** ln S0 and the six elements of D. */
const PARAMETERS = 7;

function designMatrix(bValues: Float64Array, directions: Float64Array): Float64Array {
  const design = new Float64Array(PARAMETERS * bValues.length);
  bValues.forEach((bValue, v) => {
    const b = bValue * 1e-3;
    const [x, y, z] = directions.subarray(3 * v, 3 * v + 3);
    const products = [x * x, y * y, z * z, 2 * x * y, 2 * x * z, 2 * y * z];
    design.set([1, ...products.map((product) => -b * product)], PARAMETERS * v);
  });
  return design;
}

/** The signals e^{X p} that parameters predict. */
function predict(design: Float64Array, parameters: Float64Array): Float64Array {
  return Float64Array.from({ length: design.length / PARAMETERS }, (_, v) => {
    let sum = 0;
    for (let k = 0; k < PARAMETERS; k++) sum += design[PARAMETERS * v + k] * parameters[k];
    return Math.exp(sum);
  });
}

function scaleRows(design: Float64Array, weights: Float64Array): Float64Array {
  return design.map((x, i) => x * weights[Math.floor(i / PARAMETERS)]);
}

function fitParameters(
  design: Float64Array,
  signal: Float64Array,
  method: TensorFitMethod,
): Float64Array {
  const logarithms = signal.map(Math.log);
  const ordinary = leastSquares(design, PARAMETERS, logarithms);
  if (ordinary === undefined) {
    throw new InputError(
      "The measurements do not determine the diffusion tensor: it takes two b-values and six directions that no cone holds",
    );
  }
  if (method === "OLS") return ordinary;
  const weights = predict(design, ordinary);
  const weighted = leastSquares(
    scaleRows(design, weights),
    PARAMETERS,
    logarithms.map((y, v) => weights[v] * y),
  ) ?? ordinary;
  if (method === "WLS") return weighted;
  return nonlinearLeastSquares({
    residuals: (p) => predict(design, p).map((s, v) => s - signal[v]),
    jacobian: (p) => scaleRows(design, predict(design, p)),
  }, weighted);
}

/**
 * Fits the diffusion tensor to a list of measurements.
 *
 * @param signal Signal magnitudes, one per measurement.
 * @param acquisition The b-value (s/mm²) and the unit direction of each measurement, as {@linkcode parseFsl} and
 *   {@linkcode acquisitionOf} give them; where b = 0 the direction does not matter.
 * @param options The method.
 * @returns The tensor, what follows from it, S0 and the residual.
 * @throws {InputError} If lengths differ, a signal is not positive, or the measurements do not determine the tensor.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { acquisitionOf, fibonacciHemisphere, fitDiffusionTensor, pgse } from "@torrey/torrey";
 *
 * const directions = fibonacciHemisphere(12);
 * const acquisition = acquisitionOf(pgse({ delta: 10, Delta: 30, bValues: [0, 1000], directions }));
 * // Free diffusion, 1.7 µm²/ms along z and 0.3 across.
 * const signal = acquisition.bValues.map((b, v) =>
 *   Math.exp(-b * 1e-3 * (0.3 + 1.4 * acquisition.directions[3 * v + 2] ** 2))
 * );
 * const { eigenvalues, meanDiffusivity } = fitDiffusionTensor(signal, acquisition);
 * assertAlmostEquals(eigenvalues[0], 1.7, 1e-12);
 * assertAlmostEquals(meanDiffusivity, 2.3 / 3, 1e-12);
 * ```
 */
export function fitDiffusionTensor(
  signal: Float64Array,
  acquisition: { readonly bValues: Float64Array; readonly directions: Float64Array },
  options: TensorFitOptions = {},
): DiffusionTensorFit {
  const { bValues, directions } = acquisition;
  if (signal.length !== bValues.length || directions.length !== 3 * bValues.length) {
    throw new InputError(
      `There are ${signal.length} signals, ${bValues.length} b-values and ${
        directions.length / 3
      } directions: give one of each per measurement`,
    );
  }
  signal.forEach(positiveSignal);
  if (signal.length < PARAMETERS) {
    throw new InputError(
      `There are ${signal.length} measurements but the diffusion tensor takes at least ${PARAMETERS}`,
    );
  }
  const design = designMatrix(bValues, directions);
  const parameters = fitParameters(design, signal, options.method ?? "WLS");
  const [lnS0, xx, yy, zz, xy, xz, yz] = parameters;
  const data = Float64Array.of(xx, xy, xz, xy, yy, yz, xz, yz, zz);
  const { values, vectors } = symmetricEigen3(data);
  const mean = (xx + yy + zz) / 3;
  const spread = Math.hypot(...values.map((value) => value - mean));
  const squares = predict(design, parameters).reduce((sum, s, v) => sum + (s - signal[v]) ** 2, 0);
  return {
    tensor: { shape: [3, 3], data },
    eigenvalues: values,
    eigenvectors: { shape: [3, 3], data: vectors },
    fractionalAnisotropy: spread === 0 ? 0 : Math.sqrt(1.5) * spread / Math.hypot(...values),
    meanDiffusivity: mean,
    S0: Math.exp(lnS0),
    residual: Math.sqrt(squares / signal.length),
  };
}
