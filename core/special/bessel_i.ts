/**
 * Modified Bessel functions of the first kind, scaled: e^{−x} I_k(x).
 *
 * @module
 */

/** Ratio between the start of the downward recurrence and the order needed; 1e-60 is below any use of the series. */
const SMALL = 1e-60;

/**
 * e^{−x} I_k(x) for k = 0 … count − 1, by Miller's downward recurrence, normalised with I_0 + 2ΣI_k = e^x
 * (Abramowitz & Stegun 9.6.26, 9.6.36).
 *
 * @param x The argument, ≥ 0.
 * @param count How many orders.
 * @returns The values, relative accuracy about 1e-14 while they exceed 1e-60.
 */
export function scaledBesselI(x: number, count: number): Float64Array {
  const values = new Float64Array(count);
  if (x === 0) {
    values[0] = 1;
    return values;
  }
  // I_k falls below SMALL·I_0 once k passes both sqrt(2 x ln(1/SMALL)) and a multiple of x.
  const reach = Math.ceil(Math.sqrt(2 * x * 140) + 140 / Math.max(1, Math.log(1 + 140 / x)));
  const first = Math.max(count, reach) + 20;
  let above = 0, here = SMALL, sum = 0;
  for (let k = first; k > 0; k--) {
    const below = above + (2 * k / x) * here;
    above = here;
    here = below;
    sum += 2 * above;
    if (k - 1 < count) values[k - 1] = here;
    if (here > 1e200) {
      here *= 1e-200;
      above *= 1e-200;
      sum *= 1e-200;
      for (let i = k - 1; i < count; i++) values[i] *= 1e-200;
    }
  }
  sum += here;
  for (let k = 0; k < count; k++) values[k] /= sum;
  return values;
}

/**
 * How many Chebyshev terms bring e^{−x} I_k(x) below `tolerance`.
 *
 * @param x The argument, ≥ 0.
 * @param tolerance Absolute size.
 * @returns The first k from which all values lie below it.
 */
export function besselITerms(x: number, tolerance: number): number {
  const count = Math.ceil(Math.sqrt(2 * x * Math.log(1 / tolerance)) * 1.2 + 60);
  const values = scaledBesselI(x, count);
  let k = count;
  while (k > 1 && values[k - 1] < tolerance) k--;
  return k;
}
