/**
 * Fits of signals whose logarithm is linear in the parameters, S = e^{X p}: by ordinary, weighted and nonlinear least squares.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { leastSquares, nonlinearLeastSquares } from "./least_squares.ts";

/**
 * How signals are fitted: ordinary least squares of ln S (`"OLS"`); the same weighted with the squared signal, as the noise of ln S
 * grows when S falls (`"WLS"`); nonlinear least squares of S itself, from the weighted start (`"NLLS"`).
 */
export type LogLinearMethod = "OLS" | "WLS" | "NLLS";

/** Settings of a fit. */
export interface LogLinearOptions {
  /** The method; `"WLS"` unless given. */
  readonly method?: LogLinearMethod;
  /** How often the weights are taken anew from the signals that the fit predicts; 1 unless given. */
  readonly iterations?: number;
  /** The weights before: `"uniform"` (the default), or `"signal"` for those of the measured signals. */
  readonly initialWeights?: "uniform" | "signal";
  /** Signals below this are raised to it, so that noise that reached 0 has a logarithm; refused unless given. */
  readonly minimumSignal?: number;
}

/** Signals made ready for a logarithm. */
export function positiveSignals(signal: Float64Array, minimum?: number): Float64Array {
  if (minimum !== undefined && !(minimum > 0)) {
    throw new InputError(`'minimumSignal' is ${minimum} but must be positive`);
  }
  return signal.map((value, index) => {
    const raised = minimum === undefined ? value : Math.max(value, minimum);
    return positiveSignal(raised, index);
  });
}

/** Checks a signal for a logarithm. */
export function positiveSignal(value: number, index: number): number {
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InputError(
    `The signal at index ${index} is ${value} but the fit takes logarithms: it must be positive and finite`,
  );
}

/** The signals e^{X p} that parameters predict; X is [rows × parameters]. */
export function predictSignals(design: Float64Array, parameters: Float64Array): Float64Array {
  const n = parameters.length;
  return Float64Array.from({ length: design.length / n }, (_, v) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += design[n * v + k] * parameters[k];
    return Math.exp(sum);
  });
}

/**
 * Fits the parameters.
 *
 * @param design X, [rows × parameters].
 * @param parameters How many there are.
 * @param signal Positive signals, [rows].
 * @param options The method.
 * @returns The parameters, or `undefined` if the rows do not determine them.
 */
export function fitLogLinear(
  design: Float64Array,
  parameters: number,
  signal: Float64Array,
  options: LogLinearOptions,
): Float64Array | undefined {
  const { method = "WLS", iterations = 1, initialWeights = "uniform" } = options;
  if (!Number.isInteger(iterations) || iterations < 0) {
    throw new InputError(
      `'iterations' is ${iterations} but must be an integer that is not negative`,
    );
  }
  if (method !== "OLS" && method !== "WLS" && method !== "NLLS") {
    throw new InputError(`'method' is '${method}' but must be 'OLS', 'WLS' or 'NLLS'`);
  }
  const logarithms = signal.map(Math.log);
  const scaled = (weights: Float64Array) =>
    design.map((x, i) => x * weights[Math.floor(i / parameters)]);
  const weigh = (weights: Float64Array) =>
    leastSquares(scaled(weights), parameters, logarithms.map((y, v) => weights[v] * y));
  const measured = method !== "OLS" && initialWeights === "signal";
  let fit = measured ? weigh(signal) : leastSquares(design, parameters, logarithms);
  if (fit === undefined || method === "OLS") return fit;
  for (let i = 0; i < iterations; i++) fit = weigh(predictSignals(design, fit)) ?? fit;
  if (method === "WLS") return fit;
  return nonlinearLeastSquares({
    residuals: (p) => predictSignals(design, p).map((s, v) => s - signal[v]),
    jacobian: (p) => scaled(predictSignals(design, p)),
  }, fit);
}

/** Root mean square of what the fit leaves. */
export function rootMeanSquare(
  design: Float64Array,
  parameters: Float64Array,
  signal: Float64Array,
): number {
  const predicted = predictSignals(design, parameters);
  const squares = predicted.reduce((sum, s, v) => sum + (s - signal[v]) ** 2, 0);
  return Math.sqrt(squares / signal.length);
}
