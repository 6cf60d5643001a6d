/**
 * The lowest modes of (K, M) on a device: filtered block Krylov spaces in single precision, Rayleigh-Ritz in double.
 *
 * 1. A short Krylov space of random columns counts modes: where the last guard lies, to a tenth or so.
 * 2. T = (K + σM)⁻¹M with σ there; its inverse is a Chebyshev semi-iteration of a few dozen steps, a fixed symmetric polynomial, so T has
 *    modes of its own, close to those wanted. A Chebyshev filter in T of low degree lifts the wanted modes, and a block Krylov space of
 *    the filter, 2.7 vectors for every mode, holds them all. Its basis is orthonormalised in full: no recurrence is trusted.
 * 3. One Rayleigh-Ritz step with the true K and M takes from it the modes and some guards.
 * 4. A narrow Krylov space of fresh random columns, beside the modes found, would show any mode that was missed.
 * 5. X ← X − (K + σM)⁻¹(KX − MXΘ), twice, takes away what the polynomial and the rest of the spectrum left, and tells how much.
 * 6. Rayleigh-Ritz in double precision.
 *
 * Where 5 says that it is not enough, a Krylov space of the modes, the filtered modes and random columns is searched; the same begins a
 * search from former modes of similar matrices. Four read-backs from nothing, two from former modes, if all goes well.
 *
 * Grimes, Lewis, Simon, SIAM J. Matrix Anal. Appl. 15 (1994); Zhou, Saad, Tiago, Chelikowsky, J. Comput. Phys. 219 (2006).
 *
 * @module
 */
import { type GpuBlock, withoutPadding } from "../block.ts";
import { GpuError } from "../gpu_error.ts";
import { matrixScales } from "./count_modes.ts";
import { type DoubleRitz, doubleRitz } from "./double_ritz.ts";
import { estimatedEigenvalue } from "./estimate.ts";
import { applyFilter } from "./filter.ts";
import { randomBlock } from "./random_columns.ts";
import { refined } from "./refine.ts";
import { type CycleOptions, krylovCycle, type RitzBlock, type SearchSpace } from "./search.ts";
import { shiftInvert } from "./shift_invert.ts";

/** What the inverse leaves of the error. */
const TOLERANCE = 3e-4;
/** Degree of the filter, and where it cuts beside the highest guard. */
const DEGREE = 4, CUT = 1.25;
/** Degree of the filter of vectors that a search goes on from: there is but one step. */
const LIFT_DEGREE = 6;
/** Vectors of the Krylov space for each mode wanted, and beyond that. */
const VECTORS_PER_MODE = 2.7, MORE_VECTORS = 16;
/** Columns of a block: this part of the modes, in whole pairs of vec4s, at least 16. */
const BLOCK_PART = 1 / 5, LEAST_BLOCK = 16;
/** Columns and blocks of the last check. */
const CHECK = { columns: 8, blocks: 3 };
/** A Ritz value that falls by more than this part in the check was not of a converged mode. */
const FALL = 1e-3;
/** Krylov spaces after which the search is given up. */
const MOST_CYCLES = 6;

/** What is found. */
export interface FoundModes extends DoubleRitz {
  /** Products of K + σM with one vector. */
  readonly columnProducts: number;
  /** Krylov spaces built. */
  readonly cycles: number;
}

/** Vectors that a search goes on from. */
export interface FormerVectors {
  /** Independent vectors. */
  readonly block: GpuBlock;
  /** About where the last guard lies. */
  readonly highest: number;
}

/** Columns of a Krylov block for a number of modes. */
function blockColumns(modes: number): number {
  return Math.max(LEAST_BLOCK, 8 * Math.ceil(modes * BLOCK_PART / 8));
}

/** Vectors of the largest Krylov space for a number of modes. */
export function krylovVectors(modes: number): number {
  const b = blockColumns(modes);
  return b * Math.ceil((VECTORS_PER_MODE * modes + MORE_VECTORS) / b);
}

/** Whether a second search has found, among the lowest n, what the first did not know. */
function hasFallen(before: Float64Array, after: Float64Array, n: number): boolean {
  const most = Math.abs(after[n - 1]);
  for (let j = 0; j < n; j++) {
    if (!(before[j] - after[j] <= FALL * (Math.abs(after[j]) + FALL * most))) return true;
  }
  return false;
}

/**
 * Finds the lowest modes.
 *
 * @param space The matrices.
 * @param modes Number of modes wanted.
 * @param guards Number of modes beyond, for which nothing is promised.
 * @param former What to go on from.
 * @returns The modes and guards.
 * @throws {GpuError} If they do not converge.
 */
export async function findModes(
  space: SearchSpace,
  modes: number,
  guards: number,
  former?: FormerVectors,
): Promise<FoundModes> {
  const { gpu, core, pencil } = space, all = modes + guards, b = blockColumns(all);
  const scales = matrixScales(core), { volumes } = scales;
  const first = former
    ? { value: former.highest, products: 0 }
    : await estimatedEigenvalue(space, { scales, n: all });
  using inverse = shiftInvert(gpu, core, pencil, first.value, TOLERANCE);
  let cut = CUT * first.value, cycles = former ? 0 : 1;
  let current: RitzBlock | undefined;
  const filter = (degree: number) => (z: GpuBlock) =>
    applyFilter(gpu, inverse.apply, z, { shift: inverse.shift, cut, degree });
  const advance = filter(DEGREE), lift = filter(LIFT_DEGREE);
  /** Replaces the current vectors by those of a Krylov space that holds them; whether nothing new was among the lowest. */
  const search = async (
    options: Omit<CycleOptions, "advance" | "wanted">,
  ): Promise<boolean> => {
    const before = current;
    current = await krylovCycle(space, { ...options, advance, wanted: all });
    before?.[Symbol.dispose]();
    cycles++;
    // What was found tells better where to cut.
    const { values } = current.ritz;
    cut = CUT * values[Math.min(all, values.length) - 1];
    return before !== undefined && !hasFallen(before.ritz.values, values, modes);
  };
  /** Beside some vectors and fresh random columns: whether these show a mode that was missed. */
  const searchBeside = async (kept: GpuBlock, how: Partial<CycleOptions>): Promise<boolean> => {
    using start = randomBlock(gpu, volumes, CHECK.columns, 1 + cycles);
    return await search({ start, blocks: CHECK.blocks, kept, ...how });
  };
  try {
    let isChecked = former !== undefined;
    if (former && former.block.columns >= all) {
      await searchBeside(former.block, { lift });
    } else {
      using start = randomBlock(gpu, volumes, b, 1);
      const kept = former && { kept: former.block };
      const vectors = krylovVectors(all) - (former?.block.columns ?? 0);
      await search({ start, blocks: Math.ceil(vectors / b), ...kept });
    }
    for (;;) {
      if (!isChecked) isChecked = await searchBeside(current!.block, { isOrthonormal: true });
      const { block } = current!;
      const { vectors, isConverged } = await refined(space, inverse, current!, modes);
      if (isChecked && isConverged) {
        const columnProducts = first.products + inverse.products();
        const found = doubleRitz(core, withoutPadding(block, vectors), block.columns);
        return { ...found, columnProducts, cycles };
      }
      if (cycles >= MOST_CYCLES) {
        throw new GpuError(
          "precision",
          `The ${modes} lowest modes do not converge in single precision: the mesh may have nearly flat tetrahedra, look at its ` +
            "quality, or use the CPU",
        );
      }
      isChecked = await searchBeside(block, { lift });
    }
  } finally {
    current?.[Symbol.dispose]();
  }
}
