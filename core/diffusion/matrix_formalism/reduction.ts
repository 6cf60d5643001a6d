/**
 * From the modes of a piece of tissue to its reduced system.
 *
 * @module
 */
import type { P1Space } from "../../fem/mod.ts";
import type { SpectralBasis } from "../../spectral/mod.ts";
import {
  finerBasis,
  type GalerkinBasis,
  galerkinBasis,
  nodalVolumes,
  projectedStiffness,
  reducedModel,
} from "../basis/mod.ts";
import type { PieceInputs } from "../problem/mod.ts";
import type { ReducedModel } from "../reduced/mod.ts";

/** Modes at some inputs; the space holds their matrices. */
export interface Solved {
  /** The inputs, their points about the origin. */
  readonly inputs: PieceInputs;
  /** Where that origin lies, µm, [3]. */
  readonly origin: Float64Array;
  readonly spectral: SpectralBasis;
}

/** The modes of a piece, the basis made of them and the reduced system on it. */
export interface Reduction extends Solved {
  readonly basis: GalerkinBasis;
  readonly model: ReducedModel;
  /** Σ ρV: the signal at the start, µm³ × spin density. */
  readonly spins: number;
  /** The reduced system on a finer basis to compare with; first to be called before the next reduction. */
  readonly finer: () => ReducedModel;
}

/** The points about the centre of their bounding box, where the moments are smallest. */
export function centred(points: Float64Array): { points: Float64Array; origin: Float64Array } {
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i++) {
    low[i % 3] = Math.min(low[i % 3], points[i]);
    high[i % 3] = Math.max(high[i % 3], points[i]);
  }
  const origin = Float64Array.from(low, (x, k) => (x + high[k]) / 2);
  return { points: points.map((x, i) => x - origin[i % 3]), origin };
}

/**
 * Makes the reduced system of the lowest modes.
 *
 * @param space The space, holding the matrices of the modes.
 * @param nodeCompartments The compartment of each node.
 * @param solved The modes.
 * @param size How many of them are used, and how many are corrected.
 * @returns The reduction.
 */
export function reductionOf(
  space: P1Space,
  nodeCompartments: Int32Array,
  solved: Solved,
  size: { readonly modes: number; readonly corrected: number },
): Reduction {
  const { inputs: { points, coefficients, storage }, origin, spectral: all } = solved;
  const spectral = all.modes === size.modes ? all : all.lowest(size.modes);
  const basis = galerkinBasis(space, spectral, size.corrected);
  const modelOn = (some: GalerkinBasis): ReducedModel => {
    const model = reducedModel(space, some, points, { nodeCompartments, origin });
    if (!storage) return model;
    space.assemble(points, storage);
    const relaxation = projectedStiffness(space, some);
    space.assemble(points, coefficients);
    return { ...model, storage: relaxation };
  };
  let finer: ReducedModel | undefined;
  return {
    ...solved,
    spectral,
    basis,
    model: modelOn(basis),
    spins: nodalVolumes(space).reduce((sum, volume) => sum + volume, 0),
    finer: () => finer ??= modelOn(finerBasis(space, basis)),
  };
}
