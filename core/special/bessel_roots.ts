/**
 * Bessel functions of the first kind, J_m and the spherical j_l, for all orders at once by Miller's backward recurrence
 * (Abramowitz and Stegun, 9.12 and 10.5).
 *
 * @module
 */

/** Above this the recurrence is scaled down, below the largest double. */
const RESCALE = 1e200;

/** An order from which the recurrence, started with 0 and 1, has forgotten its start at order `top`. */
function startOrder(top: number, x: number): number {
  const reach = Math.max(top, x);
  return 2 * Math.ceil((reach + 12 * Math.cbrt(reach) + 24) / 2);
}

/** Runs f_{k−1} = factor(k) f_k − f_{k+1} down from `start`, unnormalised. */
function recurDown(start: number, factor: (k: number) => number): Float64Array {
  const values = new Float64Array(start + 2);
  values[start] = 1e-200;
  for (let k = start; k > 0; k--) {
    values[k - 1] = factor(k) * values[k] - values[k + 1];
    if (Math.abs(values[k - 1]) > RESCALE) {
      for (let j = k - 1; j <= start; j++) values[j] /= RESCALE;
    }
  }
  return values;
}

/**
 * J_0(x) … J_top(x) for x > 0.
 *
 * @param top Highest order.
 * @param x Argument, positive.
 * @returns The values, [top + 1].
 */
export function besselJ(top: number, x: number): Float64Array {
  const values = recurDown(startOrder(top, x), (k) => 2 * k / x);
  // J_0 + 2 (J_2 + J_4 + …) = 1.
  let sum = values[0];
  for (let k = 2; k < values.length; k += 2) sum += 2 * values[k];
  return values.subarray(0, top + 1).map((value) => value / sum);
}

/**
 * j_0(x) … j_top(x) for x > 0.
 *
 * @param top Highest order.
 * @param x Argument, positive.
 * @returns The values, [top + 1].
 */
export function sphericalBesselJ(top: number, x: number): Float64Array {
  const values = recurDown(startOrder(top, x), (k) => (2 * k + 1) / x);
  const j0 = Math.sin(x) / x;
  const j1 = (j0 - Math.cos(x)) / x;
  // Near a zero of one the other is large; for small x, j1 cancels and j0 is near 1.
  const scale = Math.abs(j0) > Math.abs(j1) ? j0 / values[0] : j1 / values[1];
  return values.subarray(0, top + 1).map((value) => value * scale);
}

/** A family of radial functions f_m with the derivatives that its boundary condition needs. */
export interface RadialFamily {
  /** f_0(x) … f_top(x). */
  values(top: number, x: number): Float64Array;
  /** f_m'(x) from the values of the orders around m. */
  slope(values: Float64Array, m: number, x: number): number;
  /** f_m''(x) from the differential equation. */
  curvature(value: number, slope: number, m: number, x: number): number;
}

/** The radial functions of the disc, J_m: J_m' = (J_{m−1} − J_{m+1})/2. */
export const discFamily: RadialFamily = {
  values: besselJ,
  slope: (values, m) => m === 0 ? -values[1] : (values[m - 1] - values[m + 1]) / 2,
  curvature: (value, slope, m, x) => -slope / x - (1 - m * m / (x * x)) * value,
};

/** The radial functions of the sphere, j_l: j_l' = (l j_{l−1} − (l + 1) j_{l+1})/(2l + 1). */
export const sphereFamily: RadialFamily = {
  values: sphericalBesselJ,
  slope: (values, l) =>
    l === 0 ? -values[1] : (l * values[l - 1] - (l + 1) * values[l + 1]) / (2 * l + 1),
  curvature: (value, slope, l, x) => -2 * slope / x - (1 - l * (l + 1) / (x * x)) * value,
};

/** Step of the search for sign changes: neighbouring roots lie at least 2 apart. */
const SEARCH_STEP = 0.5;

function refineRoot(family: RadialFamily, m: number, low: number, high: number): number {
  const slopeAt = (x: number): [number, number] => {
    const values = family.values(m + 1, x);
    return [family.slope(values, m, x), values[m]];
  };
  const rising = slopeAt(high)[0] > 0;
  let x = (low + high) / 2;
  for (let iteration = 0; iteration < 100; iteration++) {
    const [slope, value] = slopeAt(x);
    if (slope > 0 === rising) high = x;
    else low = x;
    const newton = x - slope / family.curvature(value, slope, m, x);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= 2e-16 * x) return next;
    x = next;
  }
  return x;
}

/**
 * The positive roots of f_m'(x) = 0 below `cutoff`, for m = 0 … orders − 1.
 *
 * @param family The radial functions.
 * @param orders Number of orders.
 * @param cutoff Largest root.
 * @returns For each order its roots, ascending, without x = 0.
 */
export function slopeRoots(family: RadialFamily, orders: number, cutoff: number): number[][] {
  const roots: number[][] = Array.from({ length: orders }, () => []);
  const slopes = (x: number): number[] => {
    const values = family.values(orders, x);
    return roots.map((_, m) => family.slope(values, m, x));
  };
  let low = SEARCH_STEP;
  let lowSlopes = slopes(low);
  while (low < cutoff) {
    const high = low + SEARCH_STEP;
    const highSlopes = slopes(high);
    for (let m = 0; m < orders; m++) {
      // f_m rises up to its first root, which lies beyond m.
      if (high <= m || lowSlopes[m] > 0 === highSlopes[m] > 0) continue;
      const root = refineRoot(family, m, low, high);
      if (root < cutoff) roots[m].push(root);
    }
    [low, lowSlopes] = [high, highSlopes];
  }
  return roots;
}
