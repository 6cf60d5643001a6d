/**
 * The truncation error of a basis, by comparing its signal with those of others.
 *
 * Modes alone are compared with the same modes and their static corrections, which remove nearly all of the error: the
 * estimate is good to several digits. A comparison with fewer modes is not: in an axon dozens of modes in a row may be
 * longitudinal, change nothing, and hide the transverse one that is missing. A basis with corrections is compared with one
 * of half the corrections and fewer modes, and with one whose lowest corrections are followed by the responses to them,
 * which tells what the modes left out do over time where pulses are too short for them to follow at once.
 *
 * @module
 */
import type { PgseProtocol } from "../protocol/mod.ts";
import { type ReducedModel, reducedSignal } from "../reduced/mod.ts";
import type { BasisSize, ComparedSize, Reduction } from "./engine.ts";

/** Modes that are corrected to estimate the error of modes alone. */
const CORRECTED_FOR_ESTIMATE = 24;
/** How often the responses to the lowest corrections are added in the finer basis. */
const REPEATS = 3;

/** The sizes of the bases that one of a given size is compared with; none for all modes. */
export function comparedSizes({ modes, corrected }: BasisSize, nodes: number): ComparedSize[] {
  // There are no more independent corrections than nodes that the modes leave.
  const room = Math.ceil((nodes - modes) / 3);
  if (room === 0) return [];
  if (corrected === 0) {
    const added = Math.min(modes, CORRECTED_FOR_ESTIMATE, room);
    return [{ modes, corrected: added, repeats: REPEATS }];
  }
  return [
    { modes: Math.ceil(0.75 * modes), corrected: Math.ceil(corrected / 2), repeats: 0 },
    { modes, corrected, repeats: REPEATS },
  ];
}

/** By what the difference of bases with corrections is multiplied: it was seen to fall short by up to two and a half. */
const SAFETY = 3;

/** Volume of the tissue: aᵀa, for the constant lies in the span of the modes. */
export function reducedVolume(model: ReducedModel): number {
  return model.start.reduce((sum, value) => sum + value * value, 0);
}

/**
 * The estimated truncation error of S/S0: the largest difference from the compared bases over all measurements.
 *
 * @param reduction A fresh reduction, by an engine prepared for the compared sizes.
 * @param compared The compared sizes.
 * @param protocol The measurements.
 * @param signal The signal of the reduction.
 * @returns The estimate.
 */
export function truncationError(
  reduction: Reduction,
  compared: readonly ComparedSize[],
  protocol: PgseProtocol,
  signal: Float64Array,
): number {
  let largest = 0;
  for (const size of compared) {
    const other = reducedSignal(reduction.other(size), protocol, false).signal;
    other.forEach((value, i) => largest = Math.max(largest, Math.abs(value - signal[i])));
  }
  const safety = reduction.basis.corrections ? SAFETY : 1;
  return safety * largest / reducedVolume(reduction.model);
}
