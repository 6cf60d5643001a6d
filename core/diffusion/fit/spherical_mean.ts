/**
 * The spherical mean technique: diffusivities along and across microscopic fibres from powder averages, whatever their directions,
 * S̄ = S0 e^{−bD⊥} ∫₀¹ e^{−b(D∥−D⊥)u²} du (Kaden, Kruggel and Alexander, Magn. Reson. Med. 75, 2016).
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { gaussLegendre } from "../../special/mod.ts";
import { nonlinearLeastSquares } from "./least_squares.ts";

/** Settings of {@linkcode fitSphericalMean}. */
export interface SphericalMeanOptions {
  /** `"zeppelin"` (the default) with both diffusivities; `"stick"` with D⊥ = 0. */
  readonly model?: "zeppelin" | "stick";
}

/** Microscopic diffusivities. */
export interface SphericalMeanFit {
  /** Diffusivity along the fibres D∥, µm²/ms. */
  readonly axialDiffusivity: number;
  /** Diffusivity across them D⊥, µm²/ms. */
  readonly radialDiffusivity: number;
  /** Anisotropy of the microscopic tensor, √(3/2)·‖λ − mean‖/‖λ‖. */
  readonly microscopicAnisotropy: number;
  /** Signal at b = 0, in the signal's unit. */
  readonly S0: number;
  /** Root mean square of signal minus fit, in the signal's unit. */
  readonly residual: number;
}

/** Points of the rule for the integral over u, exact to rounding up to b(D∥ − D⊥) of about 100. */
const RULE = gaussLegendre(48);

/** ∫₀¹ u^{2k} e^{−xu²} du for k = 0 and 1. */
function gaussianMoments(x: number): [number, number] {
  let zeroth = 0, second = 0;
  RULE.points.forEach((u, i) => {
    const value = RULE.weights[i] * Math.exp(-x * u * u);
    zeroth += value;
    second += u * u * value;
  });
  return [zeroth, second];
}

/**
 * The powder-averaged signal of fibres in all directions.
 *
 * @param bValue b-value, s/mm².
 * @param axialDiffusivity D∥, µm²/ms.
 * @param radialDiffusivity D⊥, µm²/ms; 0 for sticks.
 * @returns S̄/S0.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { sphericalMeanSignal } from "@torrey/torrey";
 *
 * // Sticks decay as √(π/(4bD)) at high b.
 * assertAlmostEquals(sphericalMeanSignal(20_000, 2), Math.sqrt(Math.PI / (4 * 40)), 1e-12);
 * ```
 */
export function sphericalMeanSignal(
  bValue: number,
  axialDiffusivity: number,
  radialDiffusivity: number = 0,
): number {
  const b = 1e-3 * bValue;
  return Math.exp(-b * radialDiffusivity) *
    gaussianMoments(b * (axialDiffusivity - radialDiffusivity))[0];
}

/**
 * Fits microscopic diffusivities to powder averages by nonlinear least squares.
 *
 * @param powder Powder averages by shell, as {@linkcode powderAverage} gives them: at least three b-values, two for sticks.
 * @param options The model.
 * @returns Diffusivities, S0 and the residual. Of the two solutions that the zeppelin may have, prolate and oblate, it is the prolate.
 * @throws {InputError} If there are too few b-values, or a signal is not positive.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { fitSphericalMean, sphericalMeanSignal } from "@torrey/torrey";
 *
 * const bValues = Float64Array.of(0, 1000, 2000, 4000);
 * const signal = bValues.map((b) => 5 * sphericalMeanSignal(b, 1.8, 0.4));
 * const fit = fitSphericalMean({ bValues, signal });
 * assertAlmostEquals(fit.axialDiffusivity, 1.8, 1e-9);
 * assertAlmostEquals(fit.radialDiffusivity, 0.4, 1e-9);
 * ```
 */
export function fitSphericalMean(
  powder: { readonly bValues: Float64Array; readonly signal: Float64Array },
  options: SphericalMeanOptions = {},
): SphericalMeanFit {
  const { model = "zeppelin" } = options, { bValues, signal } = powder;
  if (model !== "zeppelin" && model !== "stick") {
    throw new InputError(`'model' is '${model}' but must be 'zeppelin' or 'stick'`);
  }
  if (signal.length !== bValues.length) {
    throw new InputError(`There are ${signal.length} signals and ${bValues.length} b-values`);
  }
  const least = model === "stick" ? 2 : 3;
  if (new Set(bValues).size < least) {
    throw new InputError(
      `There are ${
        new Set(bValues).size
      } different b-values but a ${model} takes at least ${least}`,
    );
  }
  const bad = signal.findIndex((s) => !(s > 0 && s < Infinity));
  if (bad >= 0) {
    throw new InputError(
      `The signal at index ${bad} is ${signal[bad]} but must be positive and finite`,
    );
  }
  const b = bValues.map((value) => 1e-3 * value),
    scale = signal.reduce((a, s) => Math.max(a, s), 0);
  const parts = (along: number, across: number) =>
    Array.from(
      b,
      (x) => ({ x, decay: Math.exp(-x * across), moments: gaussianMoments(x * (along - across)) }),
    );
  const across = (p: Float64Array) => model === "stick" ? 0 : p[2];
  const problem = {
    residuals: (p: Float64Array) =>
      Float64Array.from(
        parts(p[1], across(p)),
        ({ decay, moments }, v) => p[0] * decay * moments[0] - signal[v] / scale,
      ),
    jacobian: (p: Float64Array) =>
      Float64Array.from(
        parts(p[1], across(p)).flatMap(({ x, decay, moments: [zeroth, second] }) => {
          const slopes = [decay * zeroth, -p[0] * x * decay * second];
          return model === "stick" ? slopes : [...slopes, p[0] * x * decay * (second - zeroth)];
        }),
      ),
  };
  const size = (r: Float64Array) => r.reduce((sum, x) => sum + x * x, 0);
  // Several starts, for the sum of squares has more than one valley.
  const starts = model === "stick"
    ? [[0.5], [2]]
    : [[2, 0.1], [2, 0.6], [1, 0.5], [3, 0.3], [0.7, 0.1]];
  const fits = starts.map((start) => nonlinearLeastSquares(problem, Float64Array.of(1, ...start)));
  const best = fits.reduce((a, p) => {
    const gain = size(problem.residuals(a)) - size(problem.residuals(p));
    const prolate = model === "zeppelin" && p[1] > p[2] && a[1] < a[2];
    return gain > 1e-12 * size(problem.residuals(a)) + 1e-26 || (prolate && gain > -1e-20) ? p : a;
  });
  const [S0, along] = best, radial = across(best);
  const norm = Math.sqrt(along * along + 2 * radial * radial);
  return {
    axialDiffusivity: along,
    radialDiffusivity: radial,
    microscopicAnisotropy: norm === 0 ? 0 : Math.abs(along - radial) / norm,
    S0: S0 * scale,
    residual: scale * Math.sqrt(size(problem.residuals(best)) / signal.length),
  };
}
