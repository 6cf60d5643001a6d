/**
 * Galerkin matrices of the radial problem of one angular order, −r^{1−d} (ρ D r^{d−1} f')' + ρ (D l(l + d − 2)/r² + 1/T2) f,
 * in layers with permeable walls between them, and the contraction of their cotangents.
 *
 * @module
 */
import type { LayerBasis } from "./layer_basis.ts";
import { exchangeDensity, type LayerParameters } from "./layer_parameters.ts";

/** Symmetric n×n matrices of one order, row-major; also the shape of their cotangents. */
export interface RadialMatrices {
  /** ∫ ρ f g r^{d−1} dr. */
  readonly mass: Float64Array;
  /** Diffusion, relaxation, exchange through walls and at the outer wall. */
  readonly stiffness: Float64Array;
  /** ∫ ρ (D − D_0) f g r^{d−1} dr: how diffusion along the free direction differs from that of layer 0. */
  readonly spread: Float64Array;
  /** ∫ ρ (1/T1 − 1/T2 − the same of layer 0) f g r^{d−1} dr: what storing the magnetisation changes. */
  readonly stored: Float64Array;
}

/** The radial basis of one order over all layers. */
export interface RadialBasis {
  /** Dimension d: 1 slab, 2 disc, 3 ball. */
  readonly dimension: number;
  /** Angular order l. */
  readonly order: number;
  /** One basis per layer. */
  readonly layers: readonly LayerBasis[];
  /** Index of the first function of each layer, and the total at the end, [C + 1]. */
  readonly offsets: readonly number[];
}

/** l(l + d − 2), the eigenvalue of the angular function. */
function angularEigenvalue({ dimension, order }: RadialBasis): number {
  return order * (order + dimension - 2);
}

/** How storing the magnetisation changes the rate of a layer. */
function storedChange(p: LayerParameters, layer: number): number {
  return p.storedRates[layer] - p.rates[layer] - (p.storedRates[0] - p.rates[0]);
}

/** Adds Σ_g weight_g a_i(g) b_j(g) to a block of a matrix with `columns` columns. */
function addGram(
  target: Float64Array,
  columns: number,
  row: number,
  column: number,
  a: Float64Array,
  b: Float64Array,
  weights: Float64Array,
): void {
  const points = weights.length;
  for (let i = 0; i * points < a.length; i++) {
    for (let j = 0; j * points < b.length; j++) {
      let sum = 0;
      for (let g = 0; g < points; g++) sum += weights[g] * a[i * points + g] * b[j * points + g];
      target[(row + i) * columns + column + j] += sum;
    }
  }
}

/** The transpose of {@linkcode addGram}: Σ_ij block_ij a_i(g) b_j(g) for each point g. */
function pullGram(
  source: Float64Array,
  columns: number,
  row: number,
  column: number,
  a: Float64Array,
  b: Float64Array,
  points: number,
): Float64Array {
  const out = new Float64Array(points);
  for (let i = 0; i * points < a.length; i++) {
    for (let j = 0; j * points < b.length; j++) {
      const entry = source[(row + i) * columns + column + j];
      for (let g = 0; g < points; g++) out[g] += entry * a[i * points + g] * b[j * points + g];
    }
  }
  return out;
}

/** Adds scale (f_out − f_in)(g_out − g_in) of the functions around a wall, or f g at the outermost. */
function wallVector(basis: RadialBasis, edge: number): Float64Array {
  const { layers, offsets } = basis;
  const jump = new Float64Array(offsets[layers.length]);
  if (edge > 0) jump.set(layers[edge - 1].outer, offsets[edge - 1]);
  if (edge < layers.length) jump.set(layers[edge].inner.map((x) => -x), offsets[edge]);
  return jump;
}

/** The walls of a body: which edge, and what their strength is made of. */
function walls(basis: RadialBasis, p: LayerParameters): { edge: number; strength: number }[] {
  const last = basis.layers.length;
  const out = [{ edge: last, strength: p.wallRelaxivity[0] * p.densities[last - 1] }];
  if (basis.dimension === 1) out.push({ edge: 0, strength: p.wallRelaxivity[0] * p.densities[0] });
  for (let edge = 1; edge < last; edge++) {
    const density = exchangeDensity(p.densities[edge - 1], p.densities[edge]);
    out.push({ edge, strength: p.permeabilities[edge - 1] * density });
  }
  return out;
}

/** The matrices of one order. */
export function radialMatrices(basis: RadialBasis, p: LayerParameters): RadialMatrices {
  const { dimension: d, layers, offsets } = basis;
  const n = offsets[layers.length];
  const make = (): Float64Array => new Float64Array(n * n);
  const matrices = { mass: make(), stiffness: make(), spread: make(), stored: make() };
  layers.forEach(({ points, weights, values, slopes }, c) => {
    const [e, w] = [p.edges[c], p.edges[c + 1] - p.edges[c]];
    const [D, rho, at] = [p.diffusivities[c], p.densities[c], offsets[c]];
    const radii = points.map((xi) => e + w * xi);
    const mass = radii.map((r, g) => weights[g] * rho * w * r ** (d - 1));
    const flux = radii.map((r, g) => weights[g] * rho * D * r ** (d - 1) / w);
    const angular = D * angularEigenvalue(basis);
    const decay = mass.map((m, g) =>
      m * (p.rates[c] + (angular === 0 ? 0 : angular / radii[g] ** 2))
    );
    const spread = D - p.diffusivities[0], stored = storedChange(p, c);
    addGram(matrices.mass, n, at, at, values, values, mass);
    addGram(matrices.stiffness, n, at, at, slopes, slopes, flux);
    addGram(matrices.stiffness, n, at, at, values, values, decay);
    if (spread !== 0) {
      addGram(
        matrices.spread,
        n,
        at,
        at,
        values,
        values,
        mass.map((m) => m * spread),
      );
    }
    if (stored !== 0) {
      addGram(
        matrices.stored,
        n,
        at,
        at,
        values,
        values,
        mass.map((m) => m * stored),
      );
    }
  });
  for (const { edge, strength } of walls(basis, p)) {
    if (strength === 0) continue;
    const jump = wallVector(basis, edge), scale = strength * p.edges[edge] ** (d - 1);
    for (let i = 0; i < n; i++) {
      if (jump[i] === 0) continue;
      for (let j = 0; j < n; j++) matrices.stiffness[i * n + j] += scale * jump[i] * jump[j];
    }
  }
  return matrices;
}

/** Adds the cotangent of the parameters to `sum`, from those of the matrices of one order. */
export function pullRadialMatrices(
  basis: RadialBasis,
  p: LayerParameters,
  cotangent: RadialMatrices,
  sum: LayerParameters,
): void {
  const { dimension: d, layers, offsets } = basis;
  const n = offsets[layers.length];
  layers.forEach(({ points, weights, values, slopes }, c) => {
    const [e, w] = [p.edges[c], p.edges[c + 1] - p.edges[c]];
    const [D, rho, at] = [p.diffusivities[c], p.densities[c], offsets[c]];
    const pulled = (matrix: Float64Array, table: Float64Array): Float64Array =>
      pullGram(matrix, n, at, at, table, table, points.length);
    const onMass = pulled(cotangent.mass, values), onFlux = pulled(cotangent.stiffness, slopes);
    const onDecay = pulled(cotangent.stiffness, values);
    const onSpread = pulled(cotangent.spread, values), onStored = pulled(cotangent.stored, values);
    const spread = D - p.diffusivities[0], stored = storedChange(p, c);
    points.forEach((xi, g) => {
      const r = e + w * xi, shell = weights[g] * r ** (d - 1);
      // r is 0 in the middle of a slab, where neither term is there.
      const turns = angularEigenvalue(basis), rotation = turns === 0 ? 0 : turns / (r * r);
      // d(log of ρ w r^{d−1}) and of ρ D r^{d−1}/w.
      const decay = p.rates[c] + D * rotation;
      const perMass = onMass[g] + decay * onDecay[g] + spread * onSpread[g] + stored * onStored[g];
      const mass = rho * w * shell, flux = rho * D * shell / w;
      sum.densities[c] += perMass * w * shell + onFlux[g] * D * shell / w;
      sum.rates[c] += (onDecay[g] - onStored[g]) * mass;
      sum.storedRates[c] += onStored[g] * mass;
      sum.rates[0] += onStored[g] * mass;
      sum.storedRates[0] -= onStored[g] * mass;
      sum.diffusivities[c] += (rotation * onDecay[g] + onSpread[g]) * mass +
        onFlux[g] * rho * shell / w;
      sum.diffusivities[0] -= onSpread[g] * mass;
      const onRadius = d === 1 ? 0 : ((perMass * mass + onFlux[g] * flux) * (d - 1) -
        2 * D * rotation * onDecay[g] * mass) / r;
      const onWidth = (perMass * mass - onFlux[g] * flux) / w + onRadius * xi;
      sum.edges[c] += onRadius - onWidth;
      sum.edges[c + 1] += onWidth;
    });
  });
  pullWalls(basis, p, cotangent.stiffness, sum);
}

function pullWalls(
  basis: RadialBasis,
  p: LayerParameters,
  cotangent: Float64Array,
  sum: LayerParameters,
): void {
  const { dimension: d, layers, offsets } = basis;
  const n = offsets[layers.length];
  for (const { edge, strength } of walls(basis, p)) {
    const jump = wallVector(basis, edge), area = p.edges[edge] ** (d - 1);
    let form = 0;
    for (let i = 0; i < n; i++) {
      if (jump[i] === 0) continue;
      for (let j = 0; j < n; j++) form += cotangent[i * n + j] * jump[i] * jump[j];
    }
    if (d > 1) sum.edges[edge] += form * strength * (d - 1) * p.edges[edge] ** (d - 2);
    const onStrength = form * area;
    if (edge === 0 || edge === layers.length) {
      const layer = edge === 0 ? 0 : edge - 1;
      sum.wallRelaxivity[0] += onStrength * p.densities[layer];
      sum.densities[layer] += onStrength * p.wallRelaxivity[0];
      continue;
    }
    const [one, other] = [p.densities[edge - 1], p.densities[edge]];
    const density = exchangeDensity(one, other);
    if (density === 0) continue;
    sum.permeabilities[edge - 1] += onStrength * density;
    const onDensity = onStrength * p.permeabilities[edge - 1] * 2 / (one + other) ** 2;
    sum.densities[edge - 1] += onDensity * other * other;
    sum.densities[edge] += onDensity * one * one;
  }
}

/** ∫ ρ r f g r^{d−1} dr between two orders (in a slab r is z and both are one), [n × m]. */
export function radialMoment(
  basis: RadialBasis,
  next: RadialBasis,
  p: LayerParameters,
): Float64Array {
  const { dimension: d, layers, offsets } = basis;
  const m = next.offsets[layers.length];
  const out = new Float64Array(offsets[layers.length] * m);
  layers.forEach(({ points, weights, values }, c) => {
    const [e, w, rho] = [p.edges[c], p.edges[c + 1] - p.edges[c], p.densities[c]];
    const scale = points.map((xi, g) => weights[g] * rho * w * (e + w * xi) ** d);
    addGram(out, m, offsets[c], next.offsets[c], values, next.layers[c].values, scale);
  });
  return out;
}

/** Adds the cotangent of the parameters to `sum`, from that of {@linkcode radialMoment}. */
export function pullRadialMoment(
  basis: RadialBasis,
  next: RadialBasis,
  p: LayerParameters,
  cotangent: Float64Array,
  sum: LayerParameters,
): void {
  const { dimension: d, layers, offsets } = basis;
  const m = next.offsets[layers.length];
  layers.forEach(({ points, weights, values }, c) => {
    const [e, w, rho] = [p.edges[c], p.edges[c + 1] - p.edges[c], p.densities[c]];
    const other = next.layers[c].values;
    const on = pullGram(cotangent, m, offsets[c], next.offsets[c], values, other, points.length);
    points.forEach((xi, g) => {
      const r = e + w * xi, entry = on[g] * weights[g];
      sum.densities[c] += entry * w * r ** d;
      const onRadius = entry * rho * w * d * r ** (d - 1);
      const onWidth = entry * rho * r ** d + onRadius * xi;
      sum.edges[c] += onRadius - onWidth;
      sum.edges[c + 1] += onWidth;
    });
  });
}
