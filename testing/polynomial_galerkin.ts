/**
 * The PGSE signal of the slab, the disc and the ball by a Galerkin method on polynomials: an independent way to the exact
 * signal, with spectral convergence and without any eigenfunction.
 *
 * The basis is r^m P_k^{(0, m + d/2 − 1)}(2r² − 1) times the angular function of order m, orthogonal on the unit ball of
 * dimension d = 1 (the slab, m = 0 even and m = 1 odd), 2 (the disc) and 3 (the sphere).
 *
 * @module
 */
import { denseExponential } from "../core/diffusion/exact/exponential.ts";
import { gaussLegendre } from "../core/special/mod.ts";

/** The Jacobi polynomial P_k^{(a, b)}(x) by its three-term recurrence. */
function jacobi(k: number, a: number, b: number, x: number): number {
  let [previous, value] = [0, 1];
  for (let n = 1; n <= k; n++) {
    const c = 2 * n + a + b;
    const next = n === 1
      ? (a + 1) + (a + b + 2) * (x - 1) / 2
      : ((c - 1) * (c * (c - 2) * x + a * a - b * b) * value -
        2 * (n + a - 1) * (n + b - 1) * c * previous) / (2 * n * (n + a + b) * (c - 2));
    [previous, value] = [value, next];
  }
  return value;
}

/** The angular factor of the coordinate between the orders m and m + 1. */
function angularElement(dimension: number, m: number): number {
  if (dimension === 1) return 1;
  if (dimension === 2) return m === 0 ? Math.SQRT1_2 : 1 / 2;
  return (m + 1) / Math.sqrt((2 * m + 1) * (2 * m + 3));
}

/** What to compute, in units of the half width or radius R. */
export interface PolynomialGalerkinOptions {
  /** 1 for the slab, 2 for the disc, 3 for the sphere. */
  readonly dimension: 1 | 2 | 3;
  /** Number of angular orders (2 for the slab) and of polynomials in each. */
  readonly orders: number;
  /** Number of polynomials of each angular order. */
  readonly degree: number;
  /** Dδ/R². */
  readonly diffusion: number;
  /** D(Δ − δ)/R². */
  readonly pause: number;
  /** qRδ. */
  readonly phase: number;
}

/** S/S0 of a PGSE sequence along one coordinate of the unit ball. */
export function polynomialGalerkinSignal(options: PolynomialGalerkinOptions): number {
  const { dimension: d, orders, degree, diffusion, pause, phase } = options;
  const { points, weights } = gaussLegendre(2 * degree + orders + 4);
  const nodes = Array.from(points);
  const basis: { m: number; value: number[]; slope: number[] }[] = [];
  for (let m = 0; m < orders; m++) {
    for (let k = 0; k < degree; k++) {
      const b = m + d / 2 - 1;
      const radial = nodes.map((r) => jacobi(k, 0, b, 2 * r * r - 1));
      const change = nodes.map((r) =>
        k === 0 ? 0 : 2 * r * (k + b + 1) * jacobi(k - 1, 1, b + 1, 2 * r * r - 1)
      );
      const value = nodes.map((r, i) => r ** m * radial[i]);
      const slope = nodes.map((r, i) =>
        (m === 0 ? 0 : m * r ** (m - 1) * radial[i]) + r ** m * change[i]
      );
      const mass = nodes.reduce((s, r, i) => s + weights[i] * r ** (d - 1) * value[i] ** 2, 0);
      const scale = 1 / Math.sqrt(mass);
      basis.push({ m, value: value.map((x) => x * scale), slope: slope.map((x) => x * scale) });
    }
  }
  const n = basis.length;
  const stiffness = new Float64Array(n * n);
  const pulse = new Float64Array(n * n);
  basis.forEach((f, i) =>
    basis.forEach((g, j) => {
      const integral = (h: (p: number) => number): number =>
        nodes.reduce((s, r, p) => s + weights[p] * r ** (d - 1) * h(p), 0);
      if (f.m === g.m) {
        const angular = f.m * (f.m + d - 2);
        stiffness[i * n + j] = integral((p) =>
          f.slope[p] * g.slope[p] + angular * f.value[p] * g.value[p] / nodes[p] ** 2
        );
      } else if (Math.abs(f.m - g.m) === 1) {
        // The real form of iW: even rows +, odd rows −.
        const sign = f.m % 2 === 0 ? 1 : -1;
        pulse[i * n + j] = sign * angularElement(d, Math.min(f.m, g.m)) *
          integral((p) => f.value[p] * g.value[p] * nodes[p]);
      }
    })
  );
  const first = denseExponential(stiffness.map((x, k) => -diffusion * x - phase * pulse[k]), n);
  const decay = denseExponential(stiffness.map((x) => -pause * x), n);
  let signal = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) signal += first[i * n] * decay[i * n + j] * first[j * n];
  }
  return signal;
}
