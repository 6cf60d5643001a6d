/**
 * Diffusion coefficient and kurtosis along one direction: ln S = ln S0 − bD + b²D²K/6 (Jensen et al., Magn. Reson. Med. 53, 2005).
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import {
  fitLogLinear,
  type LogLinearOptions,
  positiveSignal,
  rootMeanSquare,
} from "./log_linear.ts";

/** Settings of {@linkcode fitKurtosis}. */
export interface KurtosisFitOptions extends LogLinearOptions {
  /** Largest b-value used, s/mm²; all unless given. The series diverges beyond about 3/(DK), 3000 s/mm² in tissue. */
  readonly bMax?: number;
}

/** Fits of D and K to each row. */
export interface KurtosisFit {
  /** Apparent diffusion coefficient D, µm²/ms, [rows]. */
  readonly adc: Float64Array;
  /** Excess kurtosis K of the displacements, without unit, [rows]. */
  readonly kurtosis: Float64Array;
  /** Signal at b = 0, in the signal's unit, [rows]. */
  readonly S0: Float64Array;
  /** Root mean square of signal minus fit, in the signal's unit, [rows]. */
  readonly residual: Float64Array;
}

/** ln S0, D and D²K. */
const PARAMETERS = 3;

/**
 * Fits diffusion coefficient and kurtosis of each row of signals.
 *
 * @param signal Signal magnitudes, [rows × bValues] row-major: a row per direction.
 * @param bValues The b-values of each row, s/mm², [bValues].
 * @param options The b-values to use and the method; weighted least squares unless given.
 * @returns D (µm²/ms), K, S0 and the residual of each row; K is `NaN` where D is 0.
 * @throws {InputError} If the lengths do not fit, fewer than three different b-values remain, or a signal is not positive.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { fitKurtosis } from "@torrey/torrey";
 *
 * const bValues = Float64Array.of(0, 500, 1000, 2000);
 * const signal = bValues.map((b) => Math.exp(-b * 1e-3 * 0.8 + (b * 1e-3 * 0.8) ** 2 * 1.1 / 6));
 * const { adc, kurtosis } = fitKurtosis(signal, bValues);
 * assertAlmostEquals(adc[0], 0.8, 1e-12);
 * assertAlmostEquals(kurtosis[0], 1.1, 1e-11);
 * ```
 */
export function fitKurtosis(
  signal: Float64Array,
  bValues: Float64Array,
  options: KurtosisFitOptions = {},
): KurtosisFit {
  const { bMax = Infinity, minimumSignal = -Infinity } = options, stride = bValues.length;
  if (signal.length === 0 || signal.length % stride !== 0) {
    throw new InputError(
      `There are ${signal.length} signals, which is not a multiple of the ${stride} b-values`,
    );
  }
  const used = [...bValues.keys()].filter((k) => bValues[k] <= bMax);
  if (new Set(used.map((k) => bValues[k])).size < PARAMETERS) {
    throw new InputError(
      `Fewer than three different b-values lie at or below bMax = ${bMax} s/mm²: the kurtosis cannot be fitted`,
    );
  }
  const design = Float64Array.from(used.flatMap((k) => {
    const b = 1e-3 * bValues[k];
    return [1, -b, b * b / 6];
  }));
  const rows = signal.length / stride;
  const room = () => new Float64Array(rows);
  const out = { adc: room(), kurtosis: room(), S0: room(), residual: room() };
  for (let row = 0; row < rows; row++) {
    const values = Float64Array.from(used, (k) => {
      const index = row * stride + k;
      return positiveSignal(Math.max(signal[index], minimumSignal), index);
    });
    // Three different b-values make the columns independent.
    const parameters = fitLogLinear(design, PARAMETERS, values, options)!;
    const [lnS0, D, curvature] = parameters;
    out.S0[row] = Math.exp(lnS0);
    out.adc[row] = D;
    out.kurtosis[row] = curvature / (D * D);
    out.residual[row] = rootMeanSquare(design, parameters, values);
  }
  return out;
}
