/**
 * The constants of a layered slab, disc or ball as plain arrays, and sums of their cotangents.
 *
 * @module
 */

/** C concentric layers from the centre outwards, or a row of C slabs along z. */
export interface LayerParameters {
  /** Where the layers begin and end, µm, ascending, [C + 1]; the first is 0 (the centre) in a disc or ball. */
  readonly edges: Float64Array;
  /** Diffusivities, µm²/ms, [C]. */
  readonly diffusivities: Float64Array;
  /** Transverse relaxation rates 1/T2, 1/ms, [C]. */
  readonly rates: Float64Array;
  /** Longitudinal relaxation rates 1/T1, 1/ms, [C]. */
  readonly storedRates: Float64Array;
  /** Spin densities ≥ 0, [C]. */
  readonly densities: Float64Array;
  /** Permeability κ of the walls between layers, µm/ms, [C − 1]. */
  readonly permeabilities: Float64Array;
  /** Relaxivity κ_w of the outer wall (of a slab: of both), µm/ms, [1]. */
  readonly wallRelaxivity: Float64Array;
}

/** Parameters of the same lengths, all zero: where a cotangent is summed. */
export function zeroParameters(like: LayerParameters): LayerParameters {
  return {
    edges: new Float64Array(like.edges.length),
    diffusivities: new Float64Array(like.diffusivities.length),
    rates: new Float64Array(like.rates.length),
    storedRates: new Float64Array(like.storedRates.length),
    densities: new Float64Array(like.densities.length),
    permeabilities: new Float64Array(like.permeabilities.length),
    wallRelaxivity: new Float64Array(like.wallRelaxivity.length),
  };
}

/** Adds `scale` times the second to the first, in place. */
export function addParameters(sum: LayerParameters, more: LayerParameters, scale: number): void {
  for (const key of Object.keys(sum) as (keyof LayerParameters)[]) {
    more[key].forEach((value, i) => sum[key][i] += scale * value);
  }
}

/** h = 2ρρ'/(ρ + ρ') on both sides of a wall: with it the exchange κh is symmetric; 0 without spins on a side. */
export function exchangeDensity(one: number, other: number): number {
  return one > 0 && other > 0 ? 2 * one * other / (one + other) : 0;
}
