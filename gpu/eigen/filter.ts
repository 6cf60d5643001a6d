/**
 * A Chebyshev polynomial of the shift-inverted pencil that lifts the wanted modes above all others.
 *
 * T = (K + σM)⁻¹M has the eigenvalues θ = 1/(λ + σ): those of modes above a cut lie in [0, θ_cut], where T_d(2θ/θ_cut − 1) stays within
 * ±1; below the cut it grows like cosh(d·arcosh(2θ/θ_cut − 1)).
 *
 * @module
 */
import { blockOf, type GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import { combine } from "./combine.ts";

/** A linear map of blocks: y from x. */
export type BlockMap = (x: GpuBlock, y: GpuBlock) => void;

/** What defines a filter. */
export interface FilterOptions {
  /** The shift σ of T, 1/ms. */
  readonly shift: number;
  /** The eigenvalue above which modes are unwanted, 1/ms. */
  readonly cut: number;
  /** Degree d ≥ 1 of the polynomial. */
  readonly degree: number;
}

/**
 * Applies the filter to a block in place.
 *
 * @param gpu The device.
 * @param shiftInvert T.
 * @param z The block.
 * @param options The filter.
 */
export function applyFilter(
  gpu: Gpu,
  shiftInvert: BlockMap,
  z: GpuBlock,
  { shift, cut, degree }: FilterOptions,
): void {
  const { rows, columns } = z, scale = 2 * (cut + shift);
  using image = blockOf(gpu, "image", rows, columns);
  using other = blockOf(gpu, "filtered", rows, columns);
  shiftInvert(z, image);
  combine(gpu, image, z, other, [scale, -1, 0]);
  let before = z, latest = other;
  for (let k = 1; k < degree; k++) {
    shiftInvert(latest, image);
    combine(gpu, image, latest, before, [2 * scale, -2, -1]);
    [before, latest] = [latest, before];
  }
  if (latest !== z) gpu.copy(latest.array, z.array);
}
