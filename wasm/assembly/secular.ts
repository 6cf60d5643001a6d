// Eigenpairs of diag(d) + rho z z^T, d ascending and distinct, rho > 0, no z zero:
// the roots of the secular equation 1/rho + sum z_i^2 / (d_i - lambda) = 0 by fixed-weight rational interpolation
// (Li, LAPACK Working Note 89, 1993) inside a bracket, and eigenvectors of the nearby matrix that has these roots exactly
// (Gu & Eisenstat, SIAM J. Matrix Anal. Appl. 15, 1994), so they are orthogonal to rounding.
import { dot, entry, offset } from "./rows";

/** Unit roundoff. */
const UNIT: f64 = f64.EPSILON * 0.5;
/** Steps allowed for one root; three to five are usual. */
const STEPS: i32 = 100;

// Value and slope of a partial sum, set by `partial`.
let sumValue: f64 = 0;
let sumSlope: f64 = 0;

/** Sum of z2_i / delta_i and z2_i / delta_i^2, delta_i = (d_i - origin) - tau, over from <= i < to. */
function partial(from: i32, to: i32, d: usize, z2: usize, origin: f64, tau: f64): void {
  const o = f64x2.splat(origin), t = f64x2.splat(tau), one = f64x2.splat(1);
  let v0 = f64x2.splat(0), v1 = f64x2.splat(0), g0 = f64x2.splat(0), g1 = f64x2.splat(0);
  let i = from;
  let pd = offset(d, from), pz = offset(z2, from);
  for (; i + 4 <= to; i += 4) {
    const r0 = f64x2.div(one, f64x2.sub(f64x2.sub(v128.load(pd), o), t));
    const r1 = f64x2.div(one, f64x2.sub(f64x2.sub(v128.load(pd, 16), o), t));
    const q0 = f64x2.mul(v128.load(pz), r0);
    const q1 = f64x2.mul(v128.load(pz, 16), r1);
    v0 = f64x2.add(v0, q0);
    v1 = f64x2.add(v1, q1);
    g0 = f64x2.relaxed_madd(q0, r0, g0);
    g1 = f64x2.relaxed_madd(q1, r1, g1);
    pd += 32;
    pz += 32;
  }
  v0 = f64x2.add(v0, v1);
  g0 = f64x2.add(g0, g1);
  let value = f64x2.extract_lane(v0, 0) + f64x2.extract_lane(v0, 1);
  let slope = f64x2.extract_lane(g0, 0) + f64x2.extract_lane(g0, 1);
  for (; i < to; i++) {
    const r = 1 / (load<f64>(pd) - origin - tau);
    const q = load<f64>(pz) * r;
    value += q;
    slope += q * r;
    pd += 8;
    pz += 8;
  }
  sumValue = value;
  sumSlope = slope;
}

/** The root of c x^2 - a x + b in the open interval (low, high), the smaller one if there are two; NaN if there is none. */
function rootWithin(a: f64, b: f64, c: f64, low: f64, high: f64): f64 {
  const q = 0.5 * (a + copysign<f64>(sqrt<f64>(max<f64>(a * a - 4 * b * c, 0)), a));
  const small = b / q, large = q / c;
  if (small > low && small < high) return small;
  if (large > low && large < high) return large;
  return NaN;
}

/** Root j of k; writes the row delta_i = d_i - lambda_j, returns lambda_j. */
function secularRoot(k: i32, j: i32, d: usize, z2: usize, rho: f64, delta: usize): f64 {
  const inverse = 1 / rho;
  const last = j == k - 1;
  // The two poles that matter, left and right of the root; for the last root both are on its left.
  const pole = last ? j - 1 : j;
  const d0 = load<f64>(offset(d, pole)), d1 = load<f64>(offset(d, pole + 1));
  const z0 = load<f64>(offset(z2, pole)), z1 = load<f64>(offset(z2, pole + 1));
  const gap = d1 - d0;

  // The sign at the middle says which pole is nearer: the origin of tau, so that differences to it lose nothing.
  let origin = last ? d1 : d0;
  let low: f64 = 0, high: f64 = gap;
  if (last) {
    let norm: f64 = 0;
    for (let i = 0; i < k; i++) norm += load<f64>(offset(z2, i));
    high = rho * norm * (1 + 16 * f64.EPSILON);
  }
  let tau = 0.5 * high;
  partial(0, k, d, z2, origin, tau);
  const middle = inverse + sumValue;
  const rest = middle - z0 / (d0 - origin - tau) - z1 / (d1 - origin - tau);
  if (middle >= 0) high = tau;
  else if (last) low = tau;
  else {
    origin = d1;
    low = tau - gap;
    high = 0;
  }
  let p0 = d0 - origin, p1 = d1 - origin;
  tau = rootWithin(rest * (p0 + p1) + z0 + z1, rest * p0 * p1 + z0 * p1 + z1 * p0, rest, low, high);
  if (!(tau > low && tau < high)) tau = 0.5 * (low + high);

  for (let step = 0; step < STEPS; step++) {
    partial(0, pole + 1, d, z2, origin, tau);
    const left = sumValue, leftSlope = sumSlope;
    partial(pole + 1, k, d, z2, origin, tau);
    const value = inverse + left + sumValue;
    const slope = leftSlope + sumSlope;
    const rounding = 8 * (abs(left) + abs(sumValue)) + inverse + abs(tau) * slope;
    if (abs(value) <= UNIT * rounding) break;
    if (value < 0) low = tau;
    else high = tau;

    p0 = d0 - origin - tau;
    p1 = d1 - origin - tau;
    let c: f64;
    if (last) c = value - p0 * leftSlope - p1 * sumSlope;
    else if (origin == d0) c = value - p1 * slope + gap * (z0 / p0) / p0;
    else c = value - p0 * slope - gap * (z1 / p1) / p1;
    let shift = rootWithin((p0 + p1) * value - p0 * p1 * slope, p0 * p1 * value, c, low - tau, high - tau);
    if (!(shift == shift)) shift = -value / slope;
    let next = tau + shift;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (next == tau || next <= low || next >= high) break;
    tau = next;
  }
  for (let i = 0; i < k; i++) {
    store<f64>(offset(delta, i), load<f64>(offset(d, i)) - origin - tau);
  }
  return origin + tau;
}

/** product_i *= delta_i / (d_i - dj), from <= i < to. */
function accumulate(from: i32, to: i32, d: usize, dj: f64, delta: usize, product: usize): void {
  const pole = f64x2.splat(dj);
  let i = from;
  for (; i + 2 <= to; i += 2) {
    const ratio = f64x2.div(v128.load(offset(delta, i)), f64x2.sub(v128.load(offset(d, i)), pole));
    v128.store(offset(product, i), f64x2.mul(v128.load(offset(product, i)), ratio));
  }
  if (i < to) {
    const ratio = load<f64>(offset(delta, i)) / (load<f64>(offset(d, i)) - dj);
    store<f64>(offset(product, i), load<f64>(offset(product, i)) * ratio);
  }
}

/**
 * The eigenpairs of diag(d) + rho z z^T, order k: eigenvalues ascending to `lambda`; row j of U (k x k), for j < wanted,
 * is eigenvector j with its component i at place position[i]. work: 3 k doubles. z is destroyed.
 */
export function secular(
  k: i32, wanted: i32, d: usize, z: usize, rho: f64, position: usize, lambda: usize, u: usize, work: usize,
): void {
  if (k == 1) {
    store<f64>(lambda, load<f64>(d) + rho * load<f64>(z) * load<f64>(z));
    store<f64>(u, 1);
    return;
  }
  const z2 = work, product = offset(z2, k), vector = offset(product, k);
  for (let i = 0; i < k; i++) {
    const zi = load<f64>(offset(z, i));
    store<f64>(offset(z2, i), zi * zi);
    store<f64>(offset(product, i), 1);
  }
  for (let j = 0; j < k; j++) {
    const delta = entry(u, j, 0, k);
    store<f64>(offset(lambda, j), secularRoot(k, j, d, z2, rho, delta));
    const dj = load<f64>(offset(d, j));
    accumulate(0, j, d, dj, delta, product);
    store<f64>(offset(product, j), load<f64>(offset(product, j)) * load<f64>(offset(delta, j)));
    accumulate(j + 1, k, d, dj, delta, product);
  }
  for (let i = 0; i < k; i++) {
    const root = sqrt<f64>(abs(load<f64>(offset(product, i))));
    store<f64>(offset(z, i), copysign<f64>(root, load<f64>(offset(z, i))));
  }
  for (let j = 0; j < wanted; j++) {
    const row = entry(u, j, 0, k);
    for (let i = 0; i + 2 <= k; i += 2) {
      v128.store(offset(vector, i), f64x2.div(v128.load(offset(z, i)), v128.load(offset(row, i))));
    }
    if (k & 1) store<f64>(offset(vector, k - 1), load<f64>(offset(z, k - 1)) / load<f64>(offset(row, k - 1)));
    const scale = 1 / sqrt<f64>(dot(k, vector, vector));
    for (let i = 0; i < k; i++) {
      const place = load<i32>(position + (<usize>i << 2));
      store<f64>(offset(row, place), scale * load<f64>(offset(vector, i)));
    }
  }
}
