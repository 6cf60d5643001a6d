/**
 * Polynomials of one layer in the coordinate ξ ∈ [0, 1] across it: the radial basis in which the exact modes are expanded.
 *
 * A layer that holds the centre of a disc or a ball takes ξ^l P_k^{(0, l + d/2 − 1)}(2ξ² − 1), regular at the centre and
 * orthonormal with the weight ξ^{d−1}; every other layer takes Legendre polynomials, orthonormal on [0, 1].
 *
 * @module
 */
import { gaussLegendre, jacobiPolynomials } from "../../special/mod.ts";

/** Basis functions of a layer, tabulated at quadrature points. */
export interface LayerBasis {
  /** Number of functions; 0 in a layer without spins. */
  readonly count: number;
  /** Quadrature points ξ, [points]. */
  readonly points: Float64Array;
  /** Quadrature weights, [points]. */
  readonly weights: Float64Array;
  /** ψ_k(ξ), [count × points]. */
  readonly values: Float64Array;
  /** dψ_k/dξ, [count × points]. */
  readonly slopes: Float64Array;
  /** ψ_k(0), [count]. */
  readonly inner: Float64Array;
  /** ψ_k(1), [count]. */
  readonly outer: Float64Array;
  /** Coefficients of the function 1 (which is in the span only if l = 0), [count]. */
  readonly one: Float64Array;
}

function tabulate(
  count: number,
  points: number,
  at: (xi: number) => { values: Float64Array; slopes: Float64Array },
): LayerBasis {
  const rule = gaussLegendre(points);
  const values = new Float64Array(count * points), slopes = new Float64Array(count * points);
  rule.points.forEach((xi, g) => {
    const point = at(xi);
    for (let k = 0; k < count; k++) {
      values[k * points + g] = point.values[k];
      slopes[k * points + g] = point.slopes[k];
    }
  });
  const one = new Float64Array(count);
  const outer = at(1).values;
  if (count > 0) one[0] = 1 / outer[0];
  return {
    count,
    points: rule.points,
    weights: rule.weights,
    values,
    slopes,
    inner: at(0).values,
    outer,
    one,
  };
}

/**
 * Legendre polynomials √(2k + 1) P_k(2ξ − 1).
 *
 * @param count Number of functions.
 * @param points Number of quadrature points.
 */
export function shellBasis(count: number, points: number): LayerBasis {
  return tabulate(count, points, (xi) => {
    const { values, slopes } = jacobiPolynomials(Math.max(count, 1), 0, 0, 2 * xi - 1);
    return {
      values: values.map((value, k) => Math.sqrt(2 * k + 1) * value).subarray(0, count),
      slopes: slopes.map((slope, k) => 2 * Math.sqrt(2 * k + 1) * slope).subarray(0, count),
    };
  });
}

/**
 * √(2(2k + β + 1)) ξ^l P_k^{(0, β)}(2ξ² − 1), β = l + d/2 − 1.
 *
 * @param dimension d: 2 for the disc, 3 for the ball.
 * @param order Angular order l.
 * @param count Number of functions.
 * @param points Number of quadrature points.
 */
export function coreBasis(
  dimension: number,
  order: number,
  count: number,
  points: number,
): LayerBasis {
  const beta = order + dimension / 2 - 1;
  return tabulate(count, points, (xi) => {
    const { values, slopes } = jacobiPolynomials(Math.max(count, 1), 0, beta, 2 * xi * xi - 1);
    const power = xi ** order;
    const powerSlope = order === 0 ? 0 : order * xi ** (order - 1);
    const norm = (k: number): number => Math.sqrt(2 * (2 * k + beta + 1));
    return {
      values: values.map((value, k) => norm(k) * power * value).subarray(0, count),
      slopes: slopes.map((slope, k) => norm(k) * (powerSlope * values[k] + power * 4 * xi * slope))
        .subarray(0, count),
    };
  });
}
