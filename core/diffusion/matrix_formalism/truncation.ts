/**
 * The truncation error of a basis, by comparing its signal with that of a finer one.
 *
 * The finer basis has the responses to what the solution leaves undone (basis/finer_basis.ts); those remove nearly all of the
 * error, so that the difference is the error itself to a few per cent, for modes alone to several digits. A comparison with
 * fewer modes is not: in an axon dozens of modes in a row may be longitudinal, change nothing, and hide the transverse one
 * that is missing.
 *
 * @module
 */
import type { EncodedProtocol } from "../encoding/mod.ts";
import { type ComplexList, reducedSignal, type TimeResolution } from "../reduced/mod.ts";
import type { Reduction } from "./reduction.ts";

/** By what the difference of bases with corrections is multiplied: it was seen to fall short by up to a fifth. */
const SAFETY = 2;

/**
 * By what the time steps of smooth waveforms are lengthened: both signals are then exact for one waveform that is slightly different,
 * whose truncation error was seen to be the same to 3 %.
 */
const COARSENING = 4;
/** Accuracy of the states, by that wanted of the estimate, and its bounds. */
const STATES = { each: 1e-3, least: 1e-12, most: 1e-9 };

/** The resolution at which signals are compared to estimate errors of a size; the most accurate states for an unknown size. */
export function comparisonResolution(size: number = 0): TimeResolution {
  const { each, least, most } = STATES;
  return { coarsening: COARSENING, tolerance: Math.min(most, Math.max(least, each * size)) };
}

/** Whether every signal is the same however coarse the time steps: no gradient varies within a piece. */
function isPiecewiseConstant({ encodings }: EncodedProtocol): boolean {
  return encodings.every(({ pieces }) =>
    pieces.every(({ profile }) => profile.kind === "constant")
  );
}

/** The largest difference of two signals of each encoding. */
function largestDifferences(
  { amplitudes }: EncodedProtocol,
  a: ComplexList,
  b: ComplexList,
): Float64Array {
  let at = 0;
  return Float64Array.from(amplitudes, ({ length }) => {
    let largest = 0;
    for (const end = at + length; at < end; at++) {
      largest = Math.max(largest, Math.hypot(a.real[at] - b.real[at], a.imag[at] - b.imag[at]));
    }
    return largest;
  });
}

/**
 * The estimated truncation errors of S/S0: for each encoding the largest over its amplitudes.
 *
 * @param reduction A fresh reduction, or one whose finer system has been asked for before.
 * @param protocol The measurements.
 * @param size The errors that matter; those far below may be wrong.
 * @param known The signal of the reduction, where it is known to full accuracy.
 * @returns The estimates, [encodings].
 */
export function truncationErrors(
  reduction: Reduction,
  protocol: EncodedProtocol,
  size?: number,
  known?: ComplexList,
): Float64Array {
  const resolution = comparisonResolution(size);
  const finer = reducedSignal(reduction.finer(), protocol, { resolution });
  const own = known && isPiecewiseConstant(protocol)
    ? known
    : reducedSignal(reduction.model, protocol, { resolution });
  return estimatedErrors(protocol, finer, own, reduction.basis.corrections !== undefined)
    .map((error) => error / reduction.spins);
}

/**
 * The errors that the difference from the signal of a finer basis tells of.
 *
 * @param protocol The measurements.
 * @param finer The signal of the finer basis.
 * @param own That of the basis itself.
 * @param corrected Whether the basis has corrections.
 * @returns For each encoding the largest over its amplitudes, as the signals, [encodings].
 */
export function estimatedErrors(
  protocol: EncodedProtocol,
  finer: ComplexList,
  own: ComplexList,
  corrected: boolean,
): Float64Array {
  const scale = corrected ? SAFETY : 1;
  return largestDifferences(protocol, finer, own).map((difference) => scale * difference);
}

/** The largest of some errors. */
export function largestError(errors: Float64Array): number {
  return errors.reduce((most, error) => Math.max(most, error), 0);
}
