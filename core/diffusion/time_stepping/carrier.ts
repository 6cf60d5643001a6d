/**
 * The phase exp(−i x₀·∫q dt) that the middle x₀ of the nodes has at the echo: the moments count from it, which keeps them small.
 *
 * @module
 */
import type { EncodedCotangent, EncodedProtocol } from "../encoding/mod.ts";
import { profilePrimitives } from "../waveform/mod.ts";
import type { ColumnBlock } from "./coupling.ts";
import type { Signals } from "./readout.ts";
import type { Weights } from "./weighted_product.ts";

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

/** A carrier and the part of the signal that reaches the echo. */
export type WeightedCarrier = Carrier & { readonly weight: number };

/** The complex number each state's reduced signal is multiplied with. */
export function blockCarriers(
  protocol: EncodedProtocol,
  { encodings, amplitudes }: ColumnBlock,
  centre: Float64Array,
): WeightedCarrier[] {
  return encodings.map((e, c) => ({
    ...carrierOf(protocol, e, amplitudes[c], centre),
    weight: protocol.encodings[e].weight ?? 1,
  }));
}

/** The signals of a block's states from the reduced ones. */
export function carriedSignals(carriers: readonly WeightedCarrier[], reduced: Signals): Signals {
  return {
    real: reduced.real.map((re, c) => {
      const { weight, cosine, sine } = carriers[c];
      return weight * (cosine * re - sine * reduced.imag[c]);
    }),
    imag: reduced.real.map((re, c) => {
      const { weight, cosine, sine } = carriers[c];
      return weight * (sine * re + cosine * reduced.imag[c]);
    }),
  };
}

/** ∂L/∂S of a block's states as w = ∂L/∂Re S − i ∂L/∂Im S, times their carriers. */
export function reducedWeights(
  carriers: readonly WeightedCarrier[],
  { measurements }: ColumnBlock,
  real: Float64Array,
  imag: Float64Array,
): Weights {
  const part = (f: (wr: number, wi: number, cosine: number, sine: number) => number) =>
    Float64Array.from(measurements, (m, c) => {
      const { weight, cosine, sine } = carriers[c];
      return weight * f(real[m], -imag[m], cosine, sine);
    });
  return {
    real: part((wr, wi, cosine, sine) => wr * cosine - wi * sine),
    imag: part((wr, wi, cosine, sine) => wr * sine + wi * cosine),
  };
}

/** The points are taken relative to their mean, whose own derivative comes from the carriers. */
export function addCentreSlopes(points: Float64Array, slope: Float64Array): void {
  const nodes = points.length / 3, mean = new Float64Array(3);
  points.forEach((value, i) => mean[i % 3] += value / nodes);
  for (let i = 0; i < points.length; i++) points[i] += slope[i % 3] / nodes - mean[i % 3];
}
