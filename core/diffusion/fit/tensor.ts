/**
 * The diffusion tensor: S = S0 e^{−B:D} fitted to a list of measurements (Basser, Mattiello and Le Bihan, J. Magn. Reson. B 103,
 * 1994).
 *
 * @module
 */
import type { Tensor } from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import { type BTensorAcquisition, type DirectionalAcquisition, tensorRows } from "./acquisition.ts";
import {
  fitLogLinear,
  type LogLinearMethod,
  type LogLinearOptions,
  positiveSignals,
  rootMeanSquare,
} from "./log_linear.ts";
import { symmetricEigen3 } from "./symmetric_eigen.ts";

/** How the tensor is fitted: see {@linkcode LogLinearMethod}. */
export type TensorFitMethod = LogLinearMethod;

/** Settings of {@linkcode fitDiffusionTensor}. */
export type TensorFitOptions = LogLinearOptions;

/** What follows from a diffusion tensor. */
export interface TensorMeasures {
  /** Its eigenvalues, largest first, µm²/ms, [3]. */
  readonly eigenvalues: Float64Array;
  /** Its unit eigenvectors as rows, in the order of the eigenvalues, shape [3, 3]. */
  readonly eigenvectors: Tensor;
  /** Fractional anisotropy, √(3/2) ‖λ − mean‖ / ‖λ‖. */
  readonly fractionalAnisotropy: number;
  /** Mean diffusivity, a third of the trace, µm²/ms. */
  readonly meanDiffusivity: number;
  /** Axial diffusivity, the largest eigenvalue, µm²/ms. */
  readonly axialDiffusivity: number;
  /** Radial diffusivity, the mean of the other two, µm²/ms. */
  readonly radialDiffusivity: number;
}

/** A fitted diffusion tensor. */
export interface DiffusionTensorFit extends TensorMeasures {
  /** The tensor D, µm²/ms, shape [3, 3], symmetric. */
  readonly tensor: Tensor;
  /** Signal at b = 0, in the signal's unit. */
  readonly S0: number;
  /** Root mean square of signal minus fit, in the signal's unit. */
  readonly residual: number;
}

/** ln S0 and the six elements of D. */
const PARAMETERS = 7;

/** The diffusion tensor of entries xx, yy, zz, xy, xz, yz. */
export function tensorOf([xx, yy, zz, xy, xz, yz]: ArrayLike<number> & Iterable<number>): Tensor {
  return { shape: [3, 3], data: Float64Array.of(xx, xy, xz, xy, yy, yz, xz, yz, zz) };
}

/**
 * What follows from a diffusion tensor.
 *
 * @param tensor The tensor, µm²/ms, shape [3, 3]; only its symmetric part counts.
 * @returns Eigenvalues, eigenvectors and the usual scalars.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { fromArray, tensorMeasures } from "@torrey/torrey";
 *
 * const { axialDiffusivity, radialDiffusivity } = tensorMeasures(
 *   fromArray([[0.3, 0, 0], [0, 1.7, 0], [0, 0, 0.5]]),
 * );
 * assertAlmostEquals(axialDiffusivity, 1.7, 1e-15);
 * assertAlmostEquals(radialDiffusivity, 0.4, 1e-15);
 * ```
 */
export function tensorMeasures(tensor: Tensor): TensorMeasures {
  const { data } = tensor;
  if (data.length !== 9) {
    throw new InputError(`The tensor has ${data.length} elements but a diffusion tensor has 9`);
  }
  const symmetric = data.map((x, i) => (x + data[3 * (i % 3) + Math.floor(i / 3)]) / 2);
  const { values, vectors } = symmetricEigen3(symmetric);
  const mean = (data[0] + data[4] + data[8]) / 3;
  const spread = Math.hypot(...values.map((value) => value - mean));
  return {
    eigenvalues: values,
    eigenvectors: { shape: [3, 3], data: vectors },
    fractionalAnisotropy: spread === 0 ? 0 : Math.sqrt(1.5) * spread / Math.hypot(...values),
    meanDiffusivity: mean,
    axialDiffusivity: values[0],
    radialDiffusivity: (values[1] + values[2]) / 2,
  };
}

/**
 * Fits the diffusion tensor to a list of measurements.
 *
 * @param signal Signal magnitudes, one per measurement.
 * @param acquisition The b-value (s/mm²) and the unit direction of each measurement, as {@linkcode parseFsl} and
 *   {@linkcode acquisitionOf} give them; where b = 0 the direction does not matter. Or the b-tensor of each.
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
  acquisition: DirectionalAcquisition | BTensorAcquisition,
  options: TensorFitOptions = {},
): DiffusionTensorFit {
  const rows = tensorRows(acquisition, signal.length);
  const values = positiveSignals(signal, options.minimumSignal);
  if (signal.length < PARAMETERS) {
    throw new InputError(
      `There are ${signal.length} measurements but the diffusion tensor takes at least ${PARAMETERS}`,
    );
  }
  const design = new Float64Array(PARAMETERS * signal.length);
  signal.forEach((_, v) => {
    const [xx, yy, zz, xy, xz, yz] = rows.subarray(6 * v, 6 * v + 6);
    design.set([1, -xx, -yy, -zz, -2 * xy, -2 * xz, -2 * yz], PARAMETERS * v);
  });
  const parameters = fitLogLinear(design, PARAMETERS, values, options);
  if (parameters === undefined) {
    throw new InputError(
      "The measurements do not determine the diffusion tensor: it takes two b-values and six directions that no cone holds",
    );
  }
  const tensor = tensorOf(parameters.subarray(1));
  return {
    tensor,
    ...tensorMeasures(tensor),
    S0: Math.exp(parameters[0]),
    residual: rootMeanSquare(design, parameters, values),
  };
}
