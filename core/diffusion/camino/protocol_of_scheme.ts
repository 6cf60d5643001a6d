/**
 * The protocol that covers a Camino scheme, and where each measurement lies in its signal.
 *
 * @module
 */
import {
  distinctDirections,
  type PgseDescription,
  type Protocol,
  protocol,
  signalIndex,
} from "../protocol/mod.ts";
import type { CaminoPulses, CaminoScheme } from "./scheme.ts";

/** A protocol that covers a scheme. */
export interface CaminoProtocol {
  /** One sequence per distinct timing, or per waveform. */
  readonly protocol: Protocol;
  /** For each measurement the flat index of its entry in the protocol's signal, [measurements]. */
  readonly gridIndices: Int32Array;
}

/** Echo times that differ by less of themselves are equal. */
const ROUNDING = 1e-12;

/** A sequence and the distinct gradient strengths it is measured with, mT/m. */
interface Timing {
  readonly description: PgseDescription;
  readonly echoTime: number;
  readonly strengths: number[];
}

function describe({ delta, Delta, echoTimes }: CaminoPulses, m: number): PgseDescription {
  const gradients = Delta[m] + delta[m], pulses = { delta: delta[m], Delta: Delta[m] };
  return echoTimes[m] > gradients * (1 + ROUNDING)
    ? { type: "PGSE", ...pulses, echoTime: echoTimes[m] }
    : { type: "PGSE", ...pulses };
}

/** The distinct timings, and which of them each measurement has. */
function distinctTimings(scheme: CaminoPulses): { timings: Timing[]; of: number[] } {
  const timings: Timing[] = [], of: number[] = [];
  const find = (m: number, matches: (timing: Timing) => boolean, make: () => PgseDescription) => {
    const found = timings.findIndex(matches);
    const echoTime = scheme.echoTimes[m];
    of[m] = found >= 0 ? found : timings.push({ description: make(), echoTime, strengths: [] }) - 1;
    const { strengths } = timings[of[m]], strength = scheme.gradientStrengths[m];
    if (!strengths.includes(strength)) strengths.push(strength);
  };
  const weighted = Array.from(scheme.gradientStrengths, (strength) => strength > 0);
  weighted.forEach((isWeighted, m) => {
    if (!isWeighted) return;
    const { delta, Delta, echoTime } = describe(scheme, m);
    find(
      m,
      ({ description: other }) =>
        other.delta === delta && other.Delta === Delta && other.echoTime === echoTime,
      () => describe(scheme, m),
    );
  });
  // Without gradient only the echo time counts, whatever the pulses are said to be.
  weighted.forEach((isWeighted, m) => {
    if (isWeighted) return;
    const TE = scheme.echoTimes[m], half = Math.max(TE / 2, Number.MIN_VALUE);
    find(
      m,
      ({ echoTime }) => Math.abs(echoTime - TE) <= ROUNDING * TE,
      () => ({ type: "PGSE", delta: half, Delta: half }),
    );
  });
  return { timings, of };
}

function pulseProtocol(scheme: CaminoPulses): CaminoProtocol {
  const { timings, of } = distinctTimings(scheme);
  const { directions, indices } = distinctDirections(scheme.directions);
  const count = timings.reduce((most, { strengths }) => Math.max(most, strengths.length), 0);
  timings.forEach(({ strengths }) => strengths.sort((a, b) => a - b));
  const grid = protocol({
    sequences: timings.map(({ description }) => description),
    // All sequences take the same number: the shorter lists repeat their last.
    gradientStrengths: timings.map(({ strengths }) =>
      Array.from({ length: count }, (_, b) => strengths[Math.min(b, strengths.length - 1)])
    ),
    directions,
  });
  const gridIndices = Int32Array.from(of, (s, m) => {
    const b = timings[s].strengths.indexOf(scheme.gradientStrengths[m]);
    return signalIndex(grid, s, indices[m], b);
  });
  return { protocol: grid, gridIndices };
}

/**
 * Covers a scheme with a protocol.
 *
 * Pulses: one sequence per distinct δ, Δ and TE, with the distinct directions and gradient strengths. Waveforms: one literal sequence
 * each.
 *
 * @param scheme The measurements.
 * @returns The protocol to simulate, and each measurement's index into its signal.
 * @throws {InputError} If the timings are impossible.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { caminoProtocol, parseCamino, protocolShape } from "@torrey/torrey";
 *
 * const scheme = parseCamino(`VERSION: STEJSKALTANNER
 * 0 0 0 0    0.03 0.01 0.06
 * 1 0 0 0.08 0.03 0.01 0.06
 * 0 1 0 0.08 0.03 0.01 0.06
 * `);
 * const { protocol, gridIndices } = caminoProtocol(scheme);
 * assertEquals(protocolShape(protocol), [1, 2, 2]); // two directions, |G| = 0 and 80 mT/m
 * assertEquals(gridIndices, Int32Array.of(0, 1, 3));
 * ```
 */
export function caminoProtocol(scheme: CaminoScheme): CaminoProtocol {
  if (scheme.version !== "GRADIENT_WAVEFORM") return pulseProtocol(scheme);
  const sequences = scheme.waveforms.map(({ dt, gradient }) => ({
    type: "Waveform" as const,
    dt,
    gradient,
  }));
  return {
    protocol: protocol({ sequences }),
    gridIndices: Int32Array.from(sequences.keys()),
  };
}
