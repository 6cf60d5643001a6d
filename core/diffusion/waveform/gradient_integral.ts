/**
 * A gradient waveform v(t) and its integral F(t) = ∫₀ᵗ v at any time.
 *
 * @module
 */
import { type Encoding, profileValues } from "../encoding/mod.ts";
import { profileIntegrals, profilePrimitives } from "./profile_integrals.ts";

/** What a waveform is at given times. */
export interface SampledEncoding {
  /** v(t), without unit, [3 × times]; at a jump the value after it. */
  readonly gradient: Float64Array;
  /** F(t) = ∫₀ᵗ v, ms, [3 × times]. */
  readonly integral: Float64Array;
}

/**
 * The waveform and its integral at given times, exact.
 *
 * @param encoding The waveform; times outside it see no gradient.
 * @param times Times, ms, in any order.
 * @returns v and F; times the amplitude q = γ g they are the gradient in rad/(µm ms) and the wave vector in rad/µm.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { encodeProtocol, pgse, sampleEncoding } from "@torrey/torrey";
 *
 * const protocol = pgse({ delta: 10, Delta: 20, bValues: [1000], directions: [[1, 0, 0]] });
 * const [encoding] = encodeProtocol(protocol).encodings;
 * const { gradient, integral } = sampleEncoding(encoding, [5, 15, 25]);
 * assertEquals([gradient[0], gradient[3], gradient[6]], [1, 0, -1]);
 * assertEquals([integral[0], integral[3], integral[6]], [5, 10, 5]);
 * ```
 */
export function sampleEncoding(
  encoding: Encoding,
  times: readonly number[] | Float64Array,
): SampledEncoding {
  const gradient = new Float64Array(3 * times.length),
    integral = new Float64Array(3 * times.length);
  const { pieces } = encoding;
  const starts = new Float64Array(pieces.length + 1);
  const before = [new Float64Array(3)];
  pieces.forEach(({ duration, profile, vectors }, p) => {
    starts[p + 1] = starts[p] + duration;
    const whole = profileIntegrals(profile).moments[0];
    before.push(
      before[p].map((x, k) =>
        x + duration * whole.reduce((sum, w, j) => sum + w * vectors[3 * j + k], 0)
      ),
    );
  });
  times.forEach((t: number, i: number) => {
    const p = starts.findLastIndex((start) => start <= t);
    if (p < 0) return;
    if (p === pieces.length) return integral.set(before[p], 3 * i);
    const { duration, profile, vectors } = pieces[p];
    const u = (t - starts[p]) / duration;
    const values = profileValues(profile, u), primitives = profilePrimitives(profile, u);
    for (let k = 0; k < 3; k++) {
      integral[3 * i + k] = before[p][k];
      values.forEach((value, j) => {
        gradient[3 * i + k] += value * vectors[3 * j + k];
        integral[3 * i + k] += duration * primitives[j] * vectors[3 * j + k];
      });
    }
  });
  return { gradient, integral };
}
