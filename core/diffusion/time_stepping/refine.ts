/**
 * Finds the number of steps a tolerance needs, by comparing the signals of two grids.
 *
 * The error that counts is that of the signal, which is far smaller than the state's: what a coarse step gets wrong lies in the
 * fast modes, which neither the signal nor its adjoint state sees. So the estimate is made of signals: a grid whose steps are r
 * times shorter errs by about |S_new − S_old|/(r^p − 1). One order less is assumed, to be on the safe side before the order shows.
 *
 * @module
 */

/** Most parts a step of the coarsest grid is divided into. */
const MOST_PARTS = 4096;

/** Estimated errors of the finer of two grids, from signals that differ by `difference`. */
export function errorEstimate(difference: number, ratio: number, order: number): number {
  return difference / (ratio ** (order - 1) - 1);
}

/**
 * The next number of parts to divide the coarsest grid's steps into.
 *
 * @param parts The number just tried.
 * @param estimate Its estimated error.
 * @param tolerance The error to stay below.
 * @param order The method's order.
 * @returns The number, at least a half more than the last and at most four times it.
 * @throws {RangeError} If no number of steps that makes sense would do.
 */
export function nextParts(
  parts: number,
  estimate: number,
  tolerance: number,
  order: number,
): number {
  // Steps far too long for an explicit gradient may overflow.
  const excess = Number.isFinite(estimate) ? estimate / tolerance : Infinity;
  const wanted = Math.ceil(1.1 * parts * excess ** (1 / order));
  const next = Math.min(4 * parts, Math.max(Math.ceil(1.5 * parts), wanted));
  if (next > MOST_PARTS) {
    throw new RangeError(
      `Cannot reach the tolerance ${tolerance}: the error is still ${estimate} with each step of the coarsest grid in ${parts} parts`,
    );
  }
  return next;
}
