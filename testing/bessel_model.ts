/**
 * The exact model of a slab, disc or ball from roots of Bessel derivatives and closed matrix elements, cut at a largest root: an
 * independent way to the eigenfunctions of one layer (Grebenkov, Rev. Mod. Phys. 79, 1077, 2007, section III).
 *
 * @module
 */
import { roundAngular, slabAngular } from "../core/diffusion/exact/angular.ts";
import type { ExactModel, RadialModes } from "../core/diffusion/exact/model.ts";
import { discFamily, slopeRoots, sphereFamily } from "../core/special/mod.ts";

/** Roots α of each order below the cut; 0 of the constant first. */
function rootsBelow(dimension: 1 | 2 | 3, cut: number): number[][] {
  if (dimension === 1) {
    return [Array.from({ length: Math.ceil(cut / Math.PI) }, (_, n) => n * Math.PI)];
  }
  const family = dimension === 2 ? discFamily : sphereFamily;
  const roots = slopeRoots(family, Math.ceil(cut) + 1, cut).filter((list, l) =>
    l === 0 || list.length > 0
  );
  return roots.map((list, l) => l === 0 ? [0, ...list] : list);
}

/** Matrix element of r between radial functions normalised with the weight r^{d−1}, or of z across the slab. */
function element(dimension: 1 | 2 | 3, l: number, a: number, b: number): number {
  if (dimension === 1) {
    const [m, n] = [Math.round(a / Math.PI), Math.round(b / Math.PI)];
    if ((m + n) % 2 === 0) return 0;
    const norm = (m === 0 ? 1 : Math.SQRT2) * (n === 0 ? 1 : Math.SQRT2);
    return -norm * (1 / (m - n) ** 2 + 1 / (m + n) ** 2) / Math.PI ** 2;
  }
  const excess = dimension - 2, square = (order: number): number => order * (order + excess);
  const norm = (root: number, order: number): number =>
    root === 0 ? Math.sqrt(dimension / 2) : Math.sqrt(root * root / (root * root - square(order)));
  const numerator = dimension === 2
    ? a * a + b * b - 2 * l * (l + 1)
    : a * a + b * b - l * (l + 2) - (l + 1) ** 2 + 1;
  return 2 * norm(a, l) * norm(b, l + 1) * numerator / (a * a - b * b) ** 2;
}

/**
 * The model of a gradient along one direction.
 *
 * @param dimension 1 for the slab (z), 2 for the disc (x), 3 for the ball (z).
 * @param size Width of the slab, radius of the others, µm.
 * @param diffusivity Diffusivity, µm²/ms.
 * @param cut Largest root α in units of 1/size.
 */
export function besselModel(
  dimension: 1 | 2 | 3,
  size: number,
  diffusivity: number,
  cut: number,
): ExactModel {
  const roots = rootsBelow(dimension, cut);
  const angular = dimension === 1 ? slabAngular() : roundAngular(dimension, roots.length, 1);
  let at = 0;
  const empty = new Float64Array(0);
  const radial: RadialModes[] = roots.map((own, l) => {
    const next = dimension === 1 ? own : roots[l + 1] ?? [];
    const modes = {
      basis: { dimension, order: l, layers: [], offsets: [0] },
      count: own.length,
      at,
      vectors: empty,
      moment: Float64Array.from(
        own.flatMap((a) => next.map((b) => size * element(dimension, l, a, b))),
      ),
      spread: empty,
      stored: empty,
    };
    at += own.length;
    return modes;
  });
  const offsets = [0];
  for (const { order } of angular.functions) offsets.push(offsets.at(-1)! + roots[order].length);
  const half = dimension === 1 ? size / 2 : 0;
  return {
    parameters: {
      edges: Float64Array.of(-half, size - half),
      diffusivities: Float64Array.of(diffusivity),
      rates: new Float64Array(1),
      storedRates: new Float64Array(1),
      densities: Float64Array.of(1),
      permeabilities: empty,
      wallRelaxivity: new Float64Array(1),
    },
    angular,
    radial,
    eigenvalues: Float64Array.from(roots.flat(), (root) => diffusivity * (root / size) ** 2),
    offsets,
    start: Float64Array.from(roots[0], (_, k) => k === 0 ? 1 : 0),
    content: 1,
    spreads: false,
    stores: false,
    reach: size - half,
  };
}
