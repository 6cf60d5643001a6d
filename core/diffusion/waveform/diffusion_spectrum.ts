/**
 * The spectrum of a waveform, |F̂(ω)|² with F̂(ω) = ∫ F(t) e^{iωt} dt: which frequencies of motion it encodes (Stepišnik, Physica B
 * 183, 1993).
 *
 * @module
 */
import { gaussLegendre } from "../../special/mod.ts";
import type { Encoding } from "../encoding/mod.ts";
import { profilePrimitives } from "./profile_integrals.ts";
import { sampleEncoding } from "./gradient_integral.ts";

/** A rule of this many points integrates one turn of phase to rounding. */
const GAUSS_POINTS = 24;

/**
 * The spectrum of a waveform of unit amplitude, to rounding.
 *
 * Its integral over all ω is 2π ∫|F|² dt, so that it tells how the b-value is spread over the frequencies.
 *
 * @param encoding The waveform.
 * @param frequencies Angular frequencies ω, rad/ms.
 * @returns |F̂(ω)|² summed over the three axes, ms⁴, [frequencies].
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cosineOgse, diffusionSpectrum, encodeProtocol } from "@torrey/torrey";
 *
 * // One block of 4 periods: F = sin(ωt)/ω, of which F̂(ω) = iδ/(2ω).
 * const block = { delta: 20, periods: 4 };
 * const protocol = cosineOgse({ ...block, bValues: [1000], directions: [[1, 0, 0]] });
 * const encoding = encodeProtocol(protocol).encodings[0];
 * const oscillation = 2 * Math.PI * 4 / 20; // rad/ms
 * const [atRest, atOscillation] = diffusionSpectrum(encoding, [0, oscillation]);
 * assertAlmostEquals(atRest, 0, 1e-12);
 * assertAlmostEquals(atOscillation, (20 / (2 * oscillation)) ** 2, 1e-9);
 * ```
 */
export function diffusionSpectrum(
  encoding: Encoding,
  frequencies: readonly number[] | Float64Array,
): Float64Array {
  const { points, weights } = gaussLegendre(GAUSS_POINTS);
  let end = 0;
  const starts = encoding.pieces.map(({ duration }) => {
    const start = end;
    end += duration;
    return start;
  });
  const before = sampleEncoding(encoding, starts).integral;
  return Float64Array.from(frequencies, (omega) => {
    const real = new Float64Array(3), imag = new Float64Array(3);
    encoding.pieces.forEach(({ duration, profile, vectors }, p) => {
      const periods = "periods" in profile ? profile.periods : 0;
      const turns = Math.abs(omega) * duration / (2 * Math.PI) + periods;
      const parts = Math.max(1, Math.ceil(turns));
      for (let part = 0; part < parts; part++) {
        points.forEach((point, i) => {
          const u = (part + point) / parts, phase = omega * (starts[p] + u * duration);
          const weight = weights[i] * duration / parts;
          const c = weight * Math.cos(phase), s = weight * Math.sin(phase);
          const primitives = profilePrimitives(profile, u);
          for (let k = 0; k < 3; k++) {
            const F = primitives.reduce(
              (sum, x, j) => sum + duration * x * vectors[3 * j + k],
              before[3 * p + k],
            );
            real[k] += c * F;
            imag[k] += s * F;
          }
        });
      }
    });
    return real.reduce((sum, x, k) => sum + x * x + imag[k] * imag[k], 0);
  });
}
