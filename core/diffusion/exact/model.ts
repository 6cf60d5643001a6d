/**
 * The Bloch-Torrey operator of a layered slab, disc or ball in its Laplace eigenfunctions: s' = −(Λ + i Σ_k q_k W_k) s.
 *
 * Each eigenfunction is a radial one times an angular one; the radial ones are found in polynomials of every layer, which
 * converge exponentially, and none of them is left out, so that the signal of the model is that of the whole polynomial
 * space (Grebenkov, Rev. Mod. Phys. 79, 1077, 2007; Concepts Magn. Reson. 32A, 277, 2008).
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { denseGeneralisedEigen } from "../../linalg/mod.ts";
import { type AngularSet, roundAngular, slabAngular } from "./angular.ts";
import { coreBasis, type LayerBasis, shellBasis } from "./layer_basis.ts";
import type { LayerParameters } from "./layer_parameters.ts";
import { type RadialBasis, radialMatrices, radialMoment } from "./radial_matrices.ts";

/** The radial eigenfunctions of one angular order. */
export interface RadialModes {
  /** The polynomials they are expanded in. */
  readonly basis: RadialBasis;
  /** Their number n. */
  readonly count: number;
  /** Where their eigenvalues begin in {@linkcode ExactModel.eigenvalues}. */
  readonly at: number;
  /** Coefficients, one eigenfunction per column, [n × n]. */
  readonly vectors: Float64Array;
  /** Matrix elements of r to the next order (in the slab: of z), [n × n of the next]; empty for the last. */
  readonly moment: Float64Array;
  /** {@linkcode RadialMatrices.spread} between eigenfunctions, [n × n]. */
  readonly spread: Float64Array;
  /** {@linkcode RadialMatrices.stored} between eigenfunctions, [n × n]. */
  readonly stored: Float64Array;
}

/** The operator in the eigenfunctions; states are ordered by angular function, then by radial one. */
export interface ExactModel {
  /** The constants of the body. */
  readonly parameters: LayerParameters;
  /** The angular functions. */
  readonly angular: AngularSet;
  /** The radial functions of each angular order. */
  readonly radial: readonly RadialModes[];
  /** Eigenvalues of all radial functions, 1/ms. */
  readonly eigenvalues: Float64Array;
  /** First state of each angular function, and the number of states at the end. */
  readonly offsets: readonly number[];
  /** ∫ ρ over the radial functions of order 0: start and receiver, [n of order 0]. */
  readonly start: Float64Array;
  /** ∫ ρ r^{d−1} dr. */
  readonly content: number;
  /** Whether diffusion along the free direction differs between layers. */
  readonly spreads: boolean;
  /** Whether storing the magnetisation changes relaxation differently between layers. */
  readonly stores: boolean;
  /** Greatest distance from the origin, µm. */
  readonly reach: number;
}

/** PᵀAQ for A [n × m], P [n × n], Q [m × m]. */
export function congruence(
  p: Float64Array,
  a: Float64Array,
  q: Float64Array,
  n: number,
  m: number,
): Float64Array {
  const half = new Float64Array(n * m), out = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < m; k++) {
      const entry = a[i * m + k];
      if (entry === 0) continue;
      for (let j = 0; j < m; j++) half[i * m + j] += entry * q[k * m + j];
    }
  }
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) {
      const entry = p[k * n + i];
      for (let j = 0; j < m; j++) out[i * m + j] += entry * half[k * m + j];
    }
  }
  return out;
}

/** The layers' polynomials for every order. */
function radialBases(
  dimension: number,
  orders: number,
  degree: number,
  p: LayerParameters,
): RadialBasis[] {
  const layers = p.densities.length;
  const reach = p.edges[layers] - p.edges[0];
  const points = 2 * degree + orders + 12;
  const shells: LayerBasis[] = [];
  for (let c = 0; c < layers; c++) {
    // A thin layer is passed through sooner, and needs fewer functions.
    const width = (p.edges[c + 1] - p.edges[c]) / reach;
    const count = p.densities[c] > 0 ? Math.ceil(degree * (0.4 + 0.6 * Math.sqrt(width))) : 0;
    // 1/r, the only integrand that is no polynomial, has its pole at −inner/width.
    const pole = dimension === 2 && p.edges[c] > 0 ? (p.edges[c + 1] - p.edges[c]) / p.edges[c] : 0;
    shells.push(shellBasis(count, points + Math.ceil(20 * Math.sqrt(pole))));
  }
  return Array.from({ length: orders }, (_, order) => {
    const bases = [...shells];
    if (dimension > 1) {
      const width = p.edges[1] / reach;
      const count = Math.ceil(
        Math.max(degree * (0.4 + 0.6 * Math.sqrt(width)) - order / 2, 4) / 1.4,
      );
      bases[0] = coreBasis(dimension, order, p.densities[0] > 0 ? count : 0, points);
    }
    const offsets = [0];
    bases.forEach(({ count }, c) => offsets.push(offsets[c] + count));
    return { dimension, order, layers: bases, offsets };
  });
}

/** Least μ/μ_max that still stands above rounding. */
const LEAST_INVERSE = 1e-14;

/**
 * Eigenpairs of K p = λ M p from M p = μ (K + σM) p, μ = 1/(λ + σ): rounding then falls on the fast modes, whose eigenvalues grow
 * with the fourth power of the degree and with the permeability of walls, not on the slow ones, which make the signal.
 */
function inverseEigen(
  stiffness: Float64Array,
  mass: Float64Array,
  n: number,
  shift: number,
): { values: Float64Array; vectors: Float64Array } {
  const shifted = stiffness.map((entry, k) => entry + shift * mass[k]);
  const inverse = denseGeneralisedEigen(mass, shifted, n);
  if (!(inverse.values[0] > LEAST_INVERSE * inverse.values[n - 1])) {
    throw new InputError(
      "A permeability or relaxivity is too large for the diffusivity and the width of its layer: above about 1e9 of their ratio a wall is as good as open",
    );
  }
  const values = new Float64Array(n), vectors = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const from = n - 1 - j, mu = inverse.values[from], norm = 1 / Math.sqrt(mu);
    values[j] = 1 / mu - shift;
    for (let i = 0; i < n; i++) vectors[i * n + j] = norm * inverse.vectors[i * n + from];
  }
  return { values, vectors };
}

/** How finely a body is resolved, and for which gradients. */
export interface Resolution {
  /** Polynomials of the widest layer. */
  readonly degree: number;
  /** Angular orders. */
  readonly orders: number;
  /** Directions the gradient takes, 1 to d. */
  readonly rank: number;
}

/**
 * Computes the eigenfunctions of a layered body and the matrix elements between them.
 *
 * @param dimension 1 for slabs across z, 2 for a cylinder's section, 3 for a ball.
 * @param parameters The layers.
 * @param resolution How finely.
 */
export function exactModel(
  dimension: 1 | 2 | 3,
  parameters: LayerParameters,
  resolution: Resolution,
): ExactModel {
  const orders = dimension === 1 ? 1 : resolution.orders;
  const angular = dimension === 1
    ? slabAngular()
    : roundAngular(dimension, orders, resolution.rank);
  const bases = radialBases(dimension, orders, resolution.degree, parameters);
  const span = parameters.edges.at(-1)! - parameters.edges[0];
  const shift = Math.min(...parameters.diffusivities) / (span * span);
  const values: number[] = [];
  let spreads = false, stores = false;
  const start = new Float64Array(bases[0].offsets.at(-1)!);
  let content = 0;
  const solved = bases.map((basis) => {
    const n = basis.offsets.at(-1)!;
    const matrices = radialMatrices(basis, parameters);
    const pairs = inverseEigen(matrices.stiffness, matrices.mass, n, shift);
    const at = values.length;
    values.push(...pairs.values);
    const { vectors } = pairs;
    spreads ||= matrices.spread.some((x) => x !== 0);
    stores ||= matrices.stored.some((x) => x !== 0);
    if (basis.order === 0) {
      const one = oneVector(basis);
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += matrices.mass[i * n + k] * one[k];
        content += one[i] * sum;
        for (let j = 0; j < n; j++) start[j] += vectors[i * n + j] * sum;
      }
    }
    return {
      basis,
      count: n,
      at,
      vectors,
      spread: congruence(vectors, matrices.spread, vectors, n, n),
      stored: congruence(vectors, matrices.stored, vectors, n, n),
    };
  });
  const radial = solved.map((modes, order) => {
    const next = dimension === 1 ? modes : solved[order + 1];
    if (next === undefined) return { ...modes, moment: new Float64Array(0) };
    const raw = radialMoment(modes.basis, next.basis, parameters);
    const moment = congruence(modes.vectors, raw, next.vectors, modes.count, next.count);
    return { ...modes, moment };
  });
  const offsets = [0];
  for (const { order } of angular.functions) offsets.push(offsets.at(-1)! + radial[order].count);
  return {
    parameters,
    angular,
    radial,
    eigenvalues: Float64Array.from(values),
    offsets,
    start,
    content,
    spreads,
    stores,
    reach: Math.max(Math.abs(parameters.edges[0]), Math.abs(parameters.edges.at(-1)!)),
  };
}

/** Coefficients of the function 1 in a basis of order 0. */
export function oneVector({ layers, offsets }: RadialBasis): Float64Array {
  const out = new Float64Array(offsets[layers.length]);
  layers.forEach(({ one }, c) => out.set(one, offsets[c]));
  return out;
}
