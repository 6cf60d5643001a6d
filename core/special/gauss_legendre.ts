/**
 * Gauss-Legendre quadrature.
 *
 * @module
 */

/** A quadrature rule on [0, 1]: points ascending and symmetric about ½. */
export interface QuadratureRule {
  /** Points, [count]. */
  readonly points: Float64Array;
  /** Weights, [count]; they sum to 1. */
  readonly weights: Float64Array;
}

/**
 * The Gauss-Legendre rule with `count` points on [0, 1], exact for polynomials of degree 2·count − 1; the roots of the
 * Legendre polynomial by Newton's method.
 *
 * @param count Number of points, at least 1.
 * @returns The rule.
 */
export function gaussLegendre(count: number): QuadratureRule {
  const points = new Float64Array(count), weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = Math.cos(Math.PI * (i + 0.75) / (count + 0.5));
    let slope = 1;
    for (let iteration = 0; iteration < 20; iteration++) {
      let value = 1, previous = 0;
      for (let k = 1; k <= count; k++) {
        const next = ((2 * k - 1) * x * value - (k - 1) * previous) / k;
        previous = value;
        value = next;
      }
      slope = count * (x * value - previous) / (x * x - 1);
      const change = value / slope;
      x -= change;
      if (Math.abs(change) < 1e-16) break;
    }
    points[count - 1 - i] = (1 + x) / 2;
    weights[count - 1 - i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { points, weights };
}
