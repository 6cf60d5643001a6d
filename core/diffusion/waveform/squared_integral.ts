/**
 * ∫|F|² dt of a waveform, F(t) = ∫₀ᵗ v: its b-value at unit amplitude, with its derivatives; and ∫ F Fᵀ dt, its b-tensor.
 *
 * @module
 */
import type { Encoding } from "../encoding/mod.ts";
import { profileIntegrals } from "./profile_integrals.ts";

/** What the integrals need of one piece: its start F, and Σ v_j times the integrals of its profile, each [3]. */
interface PieceSums {
  readonly duration: number;
  /** F where the piece starts, ms. */
  readonly start: Float64Array;
  /** Σ v_j ∫B_j. */
  readonly step: Float64Array;
  /** Σ v_j ∫C_j. */
  readonly area: Float64Array;
}

function combine(vectors: Float64Array, weights: readonly number[]): Float64Array {
  const out = new Float64Array(3);
  weights.forEach((weight, j) => {
    for (let k = 0; k < 3; k++) out[k] += weight * vectors[3 * j + k];
  });
  return out;
}

function pieceSums(encoding: Encoding): PieceSums[] {
  let start = new Float64Array(3);
  return encoding.pieces.map(({ duration, profile, vectors }) => {
    const { moments, areas } = profileIntegrals(profile);
    const sums = {
      duration,
      start,
      step: combine(vectors, moments[0]),
      area: combine(vectors, areas),
    };
    start = start.map((x, k) => x + duration * sums.step[k]);
    return sums;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/**
 * ∫ F Fᵀ dt, exact.
 *
 * @param encoding The waveform.
 * @returns The symmetric tensor, [3 × 3], ms³; times the squared amplitude in rad/(µm ms) it is the b-tensor in ms/µm².
 */
export function squaredIntegralTensor(encoding: Encoding): Float64Array {
  const out = new Float64Array(9);
  pieceSums(encoding).forEach(({ duration: T, start: F, area }, p) => {
    const { profile, vectors } = encoding.pieces[p];
    const { products } = profileIntegrals(profile);
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) {
        let square = 0;
        products.forEach((row, i) =>
          row.forEach((g, j) => square += g * vectors[3 * i + a] * vectors[3 * j + b])
        );
        out[3 * a + b] += T * (F[a] * F[b] + T * (F[a] * area[b] + area[a] * F[b] + T * square));
      }
    }
  });
  return out;
}

/** ∫|F|² and its derivatives. */
export interface SquaredIntegral {
  /** ∫|F|² dt, ms³. */
  readonly value: number;
  /** Derivatives by the durations, [pieces], ms². */
  readonly durations: Float64Array;
  /** Derivatives by the vectors, [pieces][functions × 3], ms³. */
  readonly vectors: readonly Float64Array[];
}

/**
 * ∫|F|² dt with its derivatives by every duration and vector, exact.
 *
 * @param encoding The waveform.
 * @returns The value and its gradient.
 */
export function squaredIntegral(encoding: Encoding): SquaredIntegral {
  const sums = pieceSums(encoding), count = sums.length;
  const durations = new Float64Array(count), vectors: Float64Array[] = new Array(count);
  let value = 0;
  // ∂value/∂F at the end of the piece, summed backwards.
  const slope = new Float64Array(3);
  for (let p = count - 1; p >= 0; p--) {
    const { duration: T, start: F, step, area } = sums[p];
    const piece = encoding.pieces[p],
      { moments, areas, products } = profileIntegrals(piece.profile);
    // Σ_j v_j ∫C_i C_j of each function i.
    const squares = products.map((row) => combine(piece.vectors, row));
    const square = squares.reduce(
      (sum, s, i) => sum + dot(s, piece.vectors.subarray(3 * i, 3 * i + 3)),
      0,
    );
    value += T * (dot(F, F) + T * (2 * dot(F, area) + T * square));
    durations[p] = dot(F, F) + T * (4 * dot(F, area) + T * 3 * square) + dot(slope, step);
    vectors[p] = piece.vectors.map((_, at) => {
      const j = Math.floor(at / 3), k = at % 3;
      return T * (slope[k] * moments[0][j] + T * 2 * (F[k] * areas[j] + T * squares[j][k]));
    });
    for (let k = 0; k < 3; k++) slope[k] += 2 * T * (F[k] + T * area[k]);
  }
  return { value, durations, vectors };
}
