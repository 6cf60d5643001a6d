/**
 * Moments M_k = ∫ v tᵏ dt of a waveform: M_0 must vanish for spins at rest to refocus, M_1 and M_2 for spins that move with constant
 * velocity and constant acceleration (motion compensation).
 *
 * @module
 */
import type { Encoding } from "../encoding/mod.ts";
import { profileIntegrals } from "./profile_integrals.ts";

/** The first three moments of a waveform of unit amplitude. */
export interface EncodingMoments {
  /** ∫ v dt, ms, [3]: what is left over at the echo. */
  readonly zeroth: Float64Array;
  /** ∫ v t dt, ms², [3]. */
  readonly first: Float64Array;
  /** ∫ v t² dt, ms³, [3]. */
  readonly second: Float64Array;
}

/**
 * The moments of a waveform, exact. Time counts from the excitation.
 *
 * @param encoding The waveform.
 * @returns The moments; times the amplitude in rad/(µm ms) the first is in rad ms/µm.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { encodeProtocol, encodingMoments, pgse } from "@torrey/torrey";
 *
 * const protocol = pgse({ delta: 10, Delta: 20, bValues: [1000], directions: [[1, 0, 0]] });
 * const { zeroth, first } = encodingMoments(encodeProtocol(protocol).encodings[0]);
 * assertEquals(zeroth[0], 0); // refocuses
 * assertAlmostEquals(first[0], -10 * 20, 1e-12); // −δΔ: encodes flow
 * ```
 */
export function encodingMoments(encoding: Encoding): EncodingMoments {
  const zeroth = new Float64Array(3), first = new Float64Array(3), second = new Float64Array(3);
  let start = 0;
  for (const { duration: T, profile, vectors } of encoding.pieces) {
    const [m0, m1, m2] = profileIntegrals(profile).moments;
    for (let at = 0; at < vectors.length; at++) {
      const v = T * vectors[at], j = Math.floor(at / 3), k = at % 3;
      zeroth[k] += v * m0[j];
      first[k] += v * (start * m0[j] + T * m1[j]);
      second[k] += v * (start * start * m0[j] + 2 * start * T * m1[j] + T * T * m2[j]);
    }
    start += T;
  }
  return { zeroth, first, second };
}
