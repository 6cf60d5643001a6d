/**
 * From sums over walkers to signals with standard errors.
 *
 * @module
 */
import type { ComplexTensor } from "../../autodiff/mod.ts";

/** A signal and the standard error of its real and its imaginary part. */
export interface SignalEstimate {
  readonly signal: ComplexTensor;
  readonly standardError: ComplexTensor;
}

/** Means over walkers, and their standard errors, from sums and sums of squares. */
function meansOf(
  sums: readonly Float64Array[],
  squares: readonly Float64Array[],
  walkers: number,
  scale: readonly number[],
  shape: readonly number[],
): SignalEstimate {
  const means = sums.map((part) => part.map((sum, m) => scale[m] * sum / walkers));
  const errors = sums.map((part, k) =>
    part.map((sum, m) => {
      const variance = squares[k][m] / walkers - (sum / walkers) ** 2;
      // Rounding leaves a variance of about 1e-16 where all walkers agree.
      return scale[m] * Math.sqrt(Math.max(0, variance) / (walkers - 1));
    })
  );
  const tensor = (data: Float64Array) => ({ shape, data });
  return {
    signal: { real: tensor(means[0]), imag: tensor(means[1]) },
    standardError: { real: tensor(errors[0]), imag: tensor(errors[1]) },
  };
}

/**
 * Reads sums over walkers.
 *
 * @param sums Re, Im and their squares of each measurement and compartment, [measurements × C × 4].
 * @param walkers How many walkers were added up.
 * @param scale What one walker's weight stands for in each measurement, [measurements].
 * @param shape Shape of the signal.
 * @returns The signal of the whole, shape as given, and of each compartment, shape [C, …shape].
 */
export function estimate(
  sums: Float64Array,
  walkers: number,
  scale: readonly number[],
  shape: readonly number[],
): { total: SignalEstimate; byCompartment: SignalEstimate } {
  const measurements = scale.length, compartments = sums.length / (4 * measurements);
  const at = (measurement: number, c: number, part: number): number =>
    sums[(measurement * compartments + c) * 4 + part];
  const parts = [0, 1, 2, 3];
  const each = parts.map((part) =>
    Float64Array.from(
      { length: compartments * measurements },
      (_, i) => at(i % measurements, Math.floor(i / measurements), part),
    )
  );
  // A walker ends in one compartment, so the squares add up as well.
  const all = parts.map((part) =>
    Float64Array.from(
      scale,
      (_, m) =>
        Array.from({ length: compartments }, (_, c) => at(m, c, part)).reduce((a, b) => a + b),
    )
  );
  const repeated = Array.from({ length: compartments }, () => scale).flat();
  const read = (columns: Float64Array[], factors: readonly number[], size: readonly number[]) =>
    meansOf(columns.slice(0, 2), columns.slice(2), walkers, factors, size);
  return {
    total: read(all, scale, shape),
    byCompartment: read(each, repeated, [compartments, ...shape]),
  };
}
