/**
 * The apparent diffusion coefficient: S = S0 e^{−b D} fitted to the low b-values of each direction.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { leastSquares, nonlinearLeastSquares } from "./least_squares.ts";
import { positiveSignal } from "./log_linear.ts";

/** Settings of {@linkcode fitAdc}. */
export interface AdcFitOptions {
  /** Largest b-value used, s/mm²; all unless given. */
  readonly bMax?: number;
  /**
   * `"log-linear"` (the default) fits ln S with equal weights; `"nonlinear"` fits S itself, from the log-linear start: the
   * best estimate under constant noise.
   */
  readonly method?: "log-linear" | "nonlinear";
}

/** A fit of S = S0 e^{−b D} to each row. */
export interface AdcFit {
  /** Apparent diffusion coefficient D, µm²/ms, [rows]. */
  readonly adc: Float64Array;
  /** Signal at b = 0, in the signal's unit, [rows]. */
  readonly S0: Float64Array;
  /** Root mean square of signal minus fit, in the signal's unit, [rows]. */
  readonly residual: Float64Array;
}

/**
 * Fits the apparent diffusion coefficient of each row of signals.
 *
 * @param signal Signal magnitudes, [rows × bValues] row-major: a row per direction (and per sequence).
 * @param bValues The b-values of each row, s/mm², [bValues].
 * @param options The b-values to use and the method.
 * @returns D (µm²/ms), S0 and the residual of each row.
 * @throws {InputError} If the lengths do not fit, fewer than two different b-values remain, or a signal is not positive.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { fitAdc } from "@torrey/torrey";
 *
 * const bValues = Float64Array.of(0, 500, 1000);
 * const signal = bValues.map((b) => 3 * Math.exp(-b * 1e-3 * 0.7));
 * const { adc, S0 } = fitAdc(signal, bValues);
 * assertAlmostEquals(adc[0], 0.7, 1e-12);
 * assertAlmostEquals(S0[0], 3, 1e-12);
 * ```
 */
export function fitAdc(
  signal: Float64Array,
  bValues: Float64Array,
  options: AdcFitOptions = {},
): AdcFit {
  const { bMax = Infinity, method = "log-linear" } = options;
  const stride = bValues.length;
  if (signal.length === 0 || signal.length % stride !== 0) {
    throw new InputError(
      `There are ${signal.length} signals, which is not a multiple of the ${stride} b-values`,
    );
  }
  const used = [...bValues.keys()].filter((b) => bValues[b] <= bMax);
  if (new Set(used.map((b) => bValues[b])).size < 2) {
    throw new InputError(
      `Fewer than two different b-values lie at or below bMax = ${bMax} s/mm²: the decay cannot be fitted`,
    );
  }
  const b = Float64Array.from(used, (k) => bValues[k] * 1e-3);
  const rows = signal.length / stride;
  const out = {
    adc: new Float64Array(rows),
    S0: new Float64Array(rows),
    residual: new Float64Array(rows),
  };
  for (let row = 0; row < rows; row++) {
    const values = Float64Array.from(
      used,
      (k) => positiveSignal(signal[row * stride + k], row * stride + k),
    );
    const [S0, adc] = fitDecay(b, values, method === "nonlinear");
    const squares = values.reduce((sum, s, k) => sum + (s - S0 * Math.exp(-b[k] * adc)) ** 2, 0);
    out.S0[row] = S0;
    out.adc[row] = adc;
    out.residual[row] = Math.sqrt(squares / values.length);
  }
  return out;
}

/** S0 and D of one decay; b in ms/µm². */
function fitDecay(b: Float64Array, signal: Float64Array, nonlinear: boolean): [number, number] {
  const design = Float64Array.from([...b].flatMap((x) => [1, -x]));
  // Two different b-values make the columns independent.
  const [lnS0, adc] = leastSquares(design, 2, signal.map(Math.log))!;
  if (!nonlinear) return [Math.exp(lnS0), adc];
  const [S0, rate] = nonlinearLeastSquares({
    residuals: ([S0, D]) => b.map((x, k) => S0 * Math.exp(-x * D) - signal[k]),
    jacobian: ([S0, D]) =>
      Float64Array.from([...b].flatMap((x) => [Math.exp(-x * D), -x * S0 * Math.exp(-x * D)])),
  }, Float64Array.of(Math.exp(lnS0), adc));
  return [S0, rate];
}
