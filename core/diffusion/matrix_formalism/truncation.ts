/**
 * The truncation error of a basis, by comparing its signal with that of another.
 *
 * Modes alone are compared with the same modes and their static corrections, which remove nearly all of the error: the
 * estimate is good to several digits. A comparison with fewer modes is not: in an axon dozens of modes in a row may be
 * longitudinal, change nothing, and hide the transverse one that is missing. A basis with corrections is compared with one
 * of half the corrections and fewer modes, which errs on the safe side.
 *
 * @module
 */
import type { PgseProtocol } from "../protocol.ts";
import { type ReducedModel, reducedSignal } from "../reduced/mod.ts";
import type { BasisSize, Reduction } from "./engine.ts";

/** Modes that are corrected to estimate the error of modes alone. */
const CORRECTED_FOR_ESTIMATE = 24;

/** The size of the basis that one of a given size is compared with. */
export function comparedSize({ modes, corrected }: BasisSize, nodes: number): BasisSize {
  if (corrected > 0) return { modes: Math.ceil(0.75 * modes), corrected: Math.ceil(corrected / 2) };
  // There are no more independent corrections than nodes that the modes leave.
  return {
    modes,
    corrected: Math.min(modes, CORRECTED_FOR_ESTIMATE, Math.ceil((nodes - modes) / 3)),
  };
}

/** Volume of the tissue: aᵀa, for the constant lies in the span of the modes. */
export function reducedVolume(model: ReducedModel): number {
  return model.start.reduce((sum, value) => sum + value * value, 0);
}

/**
 * The estimated truncation error of S/S0: the largest difference from the compared basis over all measurements.
 *
 * @param reduction A fresh reduction, by an engine prepared for the compared size.
 * @param compared The compared size.
 * @param protocol The measurements.
 * @param signal The signal of the reduction.
 * @returns The estimate.
 */
export function truncationError(
  reduction: Reduction,
  compared: BasisSize,
  protocol: PgseProtocol,
  signal: Float64Array,
): number {
  const other = reducedSignal(reduction.other(compared), protocol, false).signal;
  const largest = other.reduce((most, value, i) => Math.max(most, Math.abs(value - signal[i])), 0);
  return largest / reducedVolume(reduction.model);
}
