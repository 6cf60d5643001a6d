/**
 * The mean of the signal over all directions of each shell: the powder average, by plain mean or by weights that make it exact for
 * signals that vary smoothly with direction.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import type { DirectionalAcquisition } from "./acquisition.ts";
import { leastSquares } from "./least_squares.ts";

/** Settings of {@linkcode powderAverage}. */
export interface PowderAverageOptions {
  /** b-values this near to their neighbours belong to one shell, s/mm²; 50 unless given. */
  readonly tolerance?: number;
  /**
   * Even order L: the mean of the polynomial of degree L (spherical harmonics up to L) fitted to the shell, exact where the signal is
   * one whatever the directions. 0, the default, is the plain mean. A shell with too few directions for L takes the largest order it
   * determines.
   */
  readonly order?: number;
}

/** Signals averaged over the directions of each shell. */
export interface PowderAverage {
  /** Mean b-value of each shell, s/mm², ascending, [shells]. */
  readonly bValues: Float64Array;
  /** Mean signal, [shells]. */
  readonly signal: Float64Array;
  /** Standard deviation of the signals about their plain mean, [shells]. */
  readonly deviation: Float64Array;
  /** Number of measurements, [shells]. */
  readonly counts: Int32Array;
  /** The order used, [shells]. */
  readonly orders: Int32Array;
}

/** Measurements of each shell: runs of the sorted b-values without a gap wider than the tolerance. */
function shellsOf(bValues: Float64Array, tolerance: number): number[][] {
  const order = [...bValues.keys()].sort((a, b) => bValues[a] - bValues[b]);
  const shells: number[][] = [];
  order.forEach((v, i) => {
    if (i > 0 && bValues[v] - bValues[order[i - 1]] <= tolerance) shells[shells.length - 1].push(v);
    else shells.push([v]);
  });
  return shells;
}

/** Powers of x, y, z of the monomials of degree L: on the sphere they span all even harmonics up to L. */
function monomials(order: number): [number, number, number][] {
  const out: [number, number, number][] = [];
  for (let a = order; a >= 0; a--) {
    for (let b = order - a; b >= 0; b--) out.push([a, b, order - a - b]);
  }
  return out;
}

const doubleFactorial = (n: number): number => n <= 1 ? 1 : n * doubleFactorial(n - 2);

/** The mean of x^a y^b z^c over the sphere. */
function meanOfMonomial(powers: readonly number[]): number {
  if (powers.some((p) => p % 2 === 1)) return 0;
  const degree = powers.reduce((sum, p) => sum + p, 0);
  return powers.reduce((product, p) => product * doubleFactorial(p - 1), 1) /
    doubleFactorial(degree + 1);
}

/** The mean of the polynomial fitted to a shell, or `undefined` if its directions do not determine it. */
function fittedMean(
  signal: readonly number[],
  directions: readonly number[][],
  order: number,
): number | undefined {
  const basis = monomials(order);
  if (signal.length < basis.length) return undefined;
  const design = Float64Array.from(
    directions.flatMap(([x, y, z]) => basis.map(([a, b, c]) => x ** a * y ** b * z ** c)),
  );
  const fit = leastSquares(design, basis.length, Float64Array.from(signal));
  return fit?.reduce((sum, c, k) => sum + c * meanOfMonomial(basis[k]), 0);
}

/**
 * Averages signals over the directions of each shell.
 *
 * @param signal Signals, one per measurement.
 * @param acquisition b-values and unit directions of the measurements.
 * @param options Width of a shell; order of the weights.
 * @returns The means, by shell.
 * @throws {InputError} If lengths differ, a signal is not finite, or the order is not even.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { acquisitionOf, fibonacciHemisphere, pgse, powderAverage } from "@torrey/torrey";
 *
 * const acquisition = acquisitionOf(
 *   pgse({ delta: 10, Delta: 30, bValues: [0, 1000], directions: fibonacciHemisphere(20) }),
 * );
 * // The mean of z² over the sphere is 1/3, whatever the directions.
 * const signal = acquisition.bValues.map((b, v) => b === 0 ? 1 : acquisition.directions[3 * v + 2] ** 2);
 * const powder = powderAverage(signal, acquisition, { order: 2 });
 * assertAlmostEquals(powder.signal[1], 1 / 3, 1e-12);
 * ```
 */
export function powderAverage(
  signal: Float64Array,
  acquisition: DirectionalAcquisition,
  options: PowderAverageOptions = {},
): PowderAverage {
  const { tolerance = 50, order = 0 } = options, { bValues, directions } = acquisition;
  if (
    signal.length === 0 || signal.length !== bValues.length ||
    directions.length !== 3 * bValues.length
  ) {
    throw new InputError(
      `There are ${signal.length} signals, ${bValues.length} b-values and ${
        directions.length / 3
      } directions: give one of each per measurement`,
    );
  }
  const bad = signal.findIndex((s) => !Number.isFinite(s));
  if (bad >= 0) {
    throw new InputError(`The signal at index ${bad} is ${signal[bad]} but must be finite`);
  }
  if (!(tolerance >= 0)) {
    throw new InputError(`'tolerance' is ${tolerance} s/mm² but must not be negative`);
  }
  if (!Number.isInteger(order) || order < 0 || order % 2 === 1) {
    throw new InputError(`'order' is ${order} but must be an even integer that is not negative`);
  }
  const shells = shellsOf(bValues, tolerance).map((members) => {
    const values = members.map((v) => signal[v]), count = members.length;
    const plain = values.reduce((sum, s) => sum + s, 0) / count;
    const along = members.map((v) => [...directions.subarray(3 * v, 3 * v + 3)]);
    const b = members.reduce((sum, v) => sum + bValues[v], 0) / count;
    let mean = plain, used = 0;
    // Directions mean nothing where b = 0.
    for (let l = b <= tolerance ? 0 : order; l > 0; l -= 2) {
      const fitted = fittedMean(values, along, l);
      if (fitted === undefined) continue;
      [mean, used] = [fitted, l];
      break;
    }
    const squares = values.reduce((sum, s) => sum + (s - plain) ** 2, 0);
    return { b, mean, used, count, deviation: Math.sqrt(squares / count) };
  });
  return {
    bValues: Float64Array.from(shells, ({ b }) => b),
    signal: Float64Array.from(shells, ({ mean }) => mean),
    deviation: Float64Array.from(shells, ({ deviation }) => deviation),
    counts: Int32Array.from(shells, ({ count }) => count),
    orders: Int32Array.from(shells, ({ used }) => used),
  };
}
