/**
 * The phase exp(−i x₀·∫q dt) that the middle x₀ of the nodes has at the echo: the moments count from it, which keeps them small.
 *
 * @module
 */
import type { EncodedCotangent, EncodedProtocol } from "../encoding/mod.ts";
import { profilePrimitives } from "../waveform/mod.ts";

/** The phase of a measurement, and what it follows from. */
export interface Carrier {
  /** ∫q dt, rad/µm, [3]. */
  readonly moment: Float64Array;
  readonly cosine: number;
  /** −sin(x₀·∫q dt). */
  readonly sine: number;
}

/** ∫q dt of a measurement per unit of amplitude, ms, [3]. */
function unitMoment({ encodings }: EncodedProtocol, encoding: number): Float64Array {
  const moment = new Float64Array(3);
  for (const { duration, profile, vectors, stored } of encodings[encoding].pieces) {
    if (stored) continue;
    profilePrimitives(profile, 1).forEach((area, j) => {
      for (let k = 0; k < 3; k++) moment[k] += duration * area * vectors[3 * j + k];
    });
  }
  return moment;
}

/** The carrier of a measurement. */
export function carrierOf(
  protocol: EncodedProtocol,
  encoding: number,
  amplitude: number,
  centre: Float64Array,
): Carrier {
  const q = protocol.amplitudes[encoding][amplitude];
  const moment = unitMoment(protocol, encoding).map((x) => q * x);
  const phase = centre.reduce((sum, x, k) => sum + x * moment[k], 0);
  return { moment, cosine: Math.cos(phase), sine: -Math.sin(phase) };
}

/**
 * Adds the derivative of a phase by the protocol.
 *
 * @param protocol The protocol.
 * @param encoding Index of the encoding.
 * @param amplitude Index of its amplitude.
 * @param centre x₀, µm.
 * @param slope ∂L/∂(x₀·∫q dt).
 * @param out Updated in place.
 */
export function addCarrierSlopes(
  protocol: EncodedProtocol,
  encoding: number,
  amplitude: number,
  centre: Float64Array,
  slope: number,
  out: EncodedCotangent,
): void {
  const q = protocol.amplitudes[encoding][amplitude];
  protocol.encodings[encoding].pieces.forEach(({ duration, profile, vectors, stored }, p) => {
    if (stored) return;
    profilePrimitives(profile, 1).forEach((area, j) => {
      for (let k = 0; k < 3; k++) {
        const at = 3 * j + k, by = slope * centre[k] * area;
        out.vectors[encoding][p][at] += by * q * duration;
        out.durations[encoding][p] += by * q * vectors[at];
        out.amplitudes[encoding][amplitude] += by * duration * vectors[at];
      }
    });
  });
}
