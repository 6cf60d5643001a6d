/**
 * Where the n-th eigenvalue lies, found out on the device before any mode is known.
 *
 * @module
 */
import { blockOf, type GpuBlock } from "../block.ts";
import { countedEigenvalue, type MatrixScales, weylEigenvalue } from "./count_modes.ts";
import { randomBlock } from "./random_columns.ts";
import { krylovCycle, type SearchSpace } from "./search.ts";
import { shiftInvert } from "./shift_invert.ts";

/** Random columns, and blocks of the Krylov space. */
const COLUMNS = 16, BLOCKS = 5;
/** σ beside Weyl's estimate; what the inverse leaves of the error. */
const SHIFT = 0.5, TOLERANCE = 1e-2;

/**
 * Estimates the n-th eigenvalue to a tenth or so, by a short Krylov space of random columns: one read-back.
 *
 * @param space The matrices.
 * @param scales What is known of them.
 * @param n Which eigenvalue.
 * @returns The estimate, and the products of K + σM with one vector that it took.
 */
export async function estimatedEigenvalue(
  space: SearchSpace,
  { scales, n }: { readonly scales: MatrixScales; readonly n: number },
): Promise<{ value: number; products: number }> {
  const { gpu, core, pencil } = space, shift = SHIFT * weylEigenvalue(scales, n);
  using inverse = shiftInvert(gpu, core, pencil, shift, TOLERANCE);
  using start = randomBlock(gpu, scales.volumes, COLUMNS, 0);
  const advance = (z: GpuBlock) => {
    using image = blockOf(gpu, "image", z.rows, z.columns);
    inverse.apply(z, image);
    gpu.copy(image.array, z.array);
  };
  using found = await krylovCycle(space, {
    start,
    blocks: BLOCKS,
    advance,
    wanted: 1,
    allPairs: true,
  });
  const value = countedEigenvalue(found.ritz, COLUMNS, scales.trace, n);
  return { value, products: inverse.products() };
}
