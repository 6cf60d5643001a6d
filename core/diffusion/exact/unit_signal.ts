/**
 * The exact PGSE signal along one coordinate of a unit shape, S/S0 = Σ_j e^{−p_Δ λ_j} s_j², s = exp(−A) e_0.
 *
 * In units of the shape's size R the first pulse is A = p Λ + i a W with p = Dδ/R² and a = qRδ. A reflection makes W couple
 * even modes with odd ones only; with the odd amplitudes turned by −i the matrix is real, A = p Λ + a (W − Wᵀ). The second
 * pulse is the first reversed, so the signal is the decayed norm of s.
 *
 * @module
 */
import { bandIndex, type BandMatrix } from "./band_solver.ts";
import { exponentialOfFirstAxis } from "./exponential.ts";
import type { LaplaceModes } from "./modes.ts";

/** The pulse in units of the shape's size. */
export interface UnitPulse {
  /** Dδ/R². */
  readonly diffusion: number;
  /** D(Δ − δ)/R². */
  readonly pause: number;
  /** qRδ, rad. */
  readonly phase: number;
}

/** The signal of one mode set. */
export function signalOfModes(modes: LaplaceModes, pulse: UnitPulse, tolerance: number): number {
  const size = modes.eigenvalues.length;
  const { bandwidth } = modes;
  const matrix: BandMatrix = {
    size,
    bandwidth,
    data: new Float64Array(size * (2 * bandwidth + 1)),
  };
  for (let i = 0; i < size; i++) {
    matrix.data[bandIndex(matrix, i, i)] = pulse.diffusion * modes.eigenvalues[i];
  }
  modes.values.forEach((value, k) => {
    const [i, j] = [modes.rows[k], modes.columns[k]];
    matrix.data[bandIndex(matrix, i, j)] = pulse.phase * value;
    matrix.data[bandIndex(matrix, j, i)] = -pulse.phase * value;
  });
  const state = exponentialOfFirstAxis(matrix, tolerance);
  return state.reduce(
    (sum, s, j) => sum + s * s * Math.exp(-pulse.pause * modes.eigenvalues[j]),
    0,
  );
}

/** A mode set of each refinement level, made once. */
export type ModeLevels = (level: number) => LaplaceModes;

/** Most refinements before giving up. */
const LEVELS = 7;

/** Keeps the mode sets that `make` has made. */
export function modeLevels(make: (level: number) => LaplaceModes): ModeLevels {
  const made = new Map<number, LaplaceModes>();
  return (level) => {
    const known = made.get(level) ?? make(level);
    made.set(level, known);
    return known;
  };
}

/**
 * The signal with as many modes as the tolerance needs: levels are refined until the signal no longer changes.
 *
 * @param levels The mode sets.
 * @param pulse The pulse in units of the shape's size.
 * @param tolerance Allowed change from one level to the next.
 * @returns S/S0.
 * @throws {RangeError} If the finest level does not reach the tolerance.
 */
export function convergedSignal(levels: ModeLevels, pulse: UnitPulse, tolerance: number): number {
  if (pulse.phase === 0) return 1;
  let previous = NaN;
  for (let level = 0; level < LEVELS; level++) {
    const signal = signalOfModes(levels(level), pulse, tolerance / 10);
    if (Math.abs(signal - previous) <= tolerance) return signal;
    previous = signal;
  }
  throw new RangeError(
    `The exact signal did not reach ${tolerance} with the most modes: the gradient is too strong for it`,
  );
}
