/**
 * The wave vector F(t) = ∫₀ᵗ v of a waveform at the stages of an integration, and the pullback from there to durations and vectors.
 *
 * @module
 */
import type { Encoding, EncodingPiece } from "../encoding/mod.ts";
import { profilePrimitives } from "../waveform/mod.ts";
import type { RadauTableau } from "../../linalg/dense/mod.ts";

/** One step of a piece: F at its stages. */
export interface Step {
  /** The piece. */
  readonly piece: number;
  /** The piece's local time at the stages, [s]. */
  readonly times: Float64Array;
  /** Length of the step as a part of the piece. */
  readonly fraction: number;
  /** F at the stages, ms, [s × 3]. */
  readonly wave: Float64Array;
}

/** Σ_j C_j(u) v_j of a piece. */
function advance({ profile, vectors }: EncodingPiece, u: number): [number, number, number] {
  const out: [number, number, number] = [0, 0, 0];
  profilePrimitives(profile, u).forEach((c, j) => {
    for (let k = 0; k < 3; k++) out[k] += c * vectors[3 * j + k];
  });
  return out;
}

/** F where each piece starts, [pieces × 3]. */
export function pieceStarts({ pieces }: Encoding): Float64Array {
  const starts = new Float64Array(3 * pieces.length + 3);
  pieces.forEach((piece, p) => {
    const whole = advance(piece, 1);
    for (let k = 0; k < 3; k++) {
      starts[3 * p + 3 + k] = starts[3 * p + k] + piece.duration * whole[k];
    }
  });
  return starts;
}

/**
 * The steps of a waveform.
 *
 * @param encoding The waveform.
 * @param tableau The collocation.
 * @param counts Number of steps of each piece, [pieces].
 * @returns The steps in order; pieces without duration have none.
 */
export function waveformSteps(
  encoding: Encoding,
  tableau: RadauTableau,
  counts: Int32Array,
): Step[] {
  const starts = pieceStarts(encoding), steps: Step[] = [];
  encoding.pieces.forEach((piece, p) => {
    if (piece.duration === 0) return;
    for (let step = 0; step < counts[p]; step++) {
      const times = tableau.points.map((c) => (step + c) / counts[p]);
      const wave = new Float64Array(3 * times.length);
      times.forEach((u, i) => {
        const moved = advance(piece, u);
        for (let k = 0; k < 3; k++) wave[3 * i + k] = starts[3 * p + k] + piece.duration * moved[k];
      });
      steps.push({ piece: p, times, fraction: 1 / counts[p], wave });
    }
  });
  return steps;
}

/**
 * Adds to the cotangents of a waveform what those of F at the stages bring.
 *
 * @param encoding The waveform.
 * @param steps Its steps.
 * @param onWave ∂L/∂F of each step, [s × 3] each.
 * @param durations ∂L/∂durations, [pieces], updated in place.
 * @param vectors ∂L/∂vectors, updated in place.
 */
export function pullWave(
  { pieces }: Encoding,
  steps: readonly Step[],
  onWave: readonly Float64Array[],
  durations: Float64Array,
  vectors: readonly Float64Array[],
): void {
  const add = (p: number, u: number, slope: ArrayLike<number>) => {
    const { profile, duration } = pieces[p], moved = advance(pieces[p], u);
    for (let k = 0; k < 3; k++) durations[p] += moved[k] * slope[k];
    profilePrimitives(profile, u).forEach((c, j) => {
      for (let k = 0; k < 3; k++) vectors[p][3 * j + k] += duration * c * slope[k];
    });
  };
  // ∂L/∂F at the end of the piece at hand, from all that comes after.
  const after = [0, 0, 0];
  let at = steps.length - 1;
  for (let p = pieces.length - 1; p >= 0; p--) {
    add(p, 1, after);
    for (; at >= 0 && steps[at].piece === p; at--) {
      steps[at].times.forEach((u, i) => {
        const slope = onWave[at].subarray(3 * i, 3 * i + 3);
        add(p, u, slope);
        for (let k = 0; k < 3; k++) after[k] += slope[k];
      });
    }
  }
}
