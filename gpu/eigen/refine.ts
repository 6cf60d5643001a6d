/**
 * Corrections of Ritz vectors in single precision until they change nothing that counts: X ← X − (K + σM)⁻¹(KX − MXΘ).
 *
 * In terms of residuals this is inverse iteration: what the polynomial in place of the inverse leaves of the error shrinks by its
 * tolerance, a part along another mode by (λ_j + σ)/(λ + σ).
 *
 * @module
 */
import { correct, correctionOf, type RitzBlock, type SearchSpace } from "./search.ts";
import type { ShiftInvert } from "./shift_invert.ts";

/** Corrections between read-backs. */
const PASSES = 2;
/** How near it must be for a second round to do, which costs another read-back but far less than another Krylov space. */
const NEAR = 10;
/** What may be left of the error of a Ritz value, beside itself and beside the highest guard. */
const ENOUGH = 1e-6, ENOUGH_OF_HIGHEST = 1e-10;
/** The greatest c that is reckoned with: closer together, even a large part along the other mode is a small error of the value. */
const MOST_SHRINKAGE = 0.97;

/**
 * The worst error that n Ritz values may be left with, beside what is allowed.
 *
 * A part along a mode of eigenvalue λ shrinks by c = (λ_j + σ)/(λ + σ) in a correction. Of the error of the Ritz value this lowers it
 * shows the part 1 − c, and leaves c²: all errors lie beyond the guards, where c is at most that of the highest guard.
 */
function worstError(
  values: Float64Array,
  decrease: Float32Array,
  shift: number,
  n: number,
): number {
  const most = values[decrease.length - 1];
  let worst = 0;
  for (let j = 0; j < n; j++) {
    const c = Math.min(MOST_SHRINKAGE, (values[j] + shift) / (most + shift));
    const left = Math.abs(decrease[j]) * c * c / (1 - c);
    const ratio = left / (ENOUGH * Math.abs(values[j]) + ENOUGH_OF_HIGHEST * most);
    // Not a number is the worst.
    if (!(ratio <= worst)) worst = ratio;
  }
  return worst;
}

/**
 * Corrects Ritz vectors in place: one read-back, seldom more.
 *
 * @param space The matrices.
 * @param inverse (K + σM)⁻¹.
 * @param found The vectors.
 * @param modes How many of the lowest must converge.
 * @returns The vectors as read, padding included, and whether they have converged.
 */
export async function refined(
  space: SearchSpace,
  inverse: Pick<ShiftInvert, "solve" | "shift">,
  { block, ritz: { values } }: RitzBlock,
  modes: number,
): Promise<{ vectors: Float32Array; isConverged: boolean }> {
  for (let isLast = false;;) {
    for (let pass = 1; pass < PASSES; pass++) {
      using correction = correctionOf(space, inverse, block, values);
      correct(space, block, correction);
    }
    using last = correctionOf(space, inverse, block, values);
    correct(space, block, last);
    const [vectors, decrease] = await space.gpu.read(block.array, last.decrease);
    const worst = worstError(values, decrease, inverse.shift, modes), isConverged = worst <= 1;
    if (isConverged || isLast || !(worst < NEAR)) return { vectors, isConverged };
    isLast = true;
  }
}
