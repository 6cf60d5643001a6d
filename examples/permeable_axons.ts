/**
 * Three axons that let their water out: how exchange shows in signal, apparent diffusivity and kurtosis, and how much of
 * it the Kärger model knows.
 *
 * deno run -A examples/permeable_axons.ts
 *
 * @module
 */
import {
  cylindersInBox,
  fitKurtosis,
  karger,
  pgse,
  protocolShape,
  simulateSignal,
} from "@torrey/torrey";
import { drawSignals } from "./figures/permeable_axons.ts";

/** Diffusion times, ms, and b-values, s/mm². */
export const DELTAS = [10, 20, 40], B_VALUES = [0, 250, 500, 750, 1000, 2000, 3000];

/** Apparent diffusivity and kurtosis at each diffusion time, and the signals they come from. */
export interface Decay {
  /** µm²/ms, [Δ]. */
  readonly adc: Float64Array;
  readonly kurtosis: Float64Array;
  /** S/S0, [Δ × b]. */
  readonly signal: Float64Array;
}

/** What comes of one permeability. */
export interface PermeableAxons {
  /** µm/ms. */
  readonly permeability: number;
  readonly simulated: Decay;
  /** By the Kärger model. */
  readonly karger: Decay;
  /** Part of the signal at the largest Δ and b that comes from the axons, over S0. */
  readonly insideAxons: number;
}

/**
 * Simulates the axons with walls of several permeabilities.
 *
 * @param permeabilities µm/ms; 0.01 µm/ms are 10 µm/s.
 * @param edgeLength How finely the axons are meshed, µm.
 */
export function permeableAxons(
  permeabilities: readonly number[],
  edgeLength: number,
): PermeableAxons[] {
  const mesh = cylindersInBox({
    cylinders: [
      { center: [-9, 0.8], radius: 2 },
      { center: [0, -0.6], radius: 2.5 },
      { center: [9, 0.5], radius: 2.2 },
    ],
    box: [30, 9],
    height: 1.5,
    edgeLength,
  });
  const protocol = pgse({ delta: 3, Delta: DELTAS, bValues: B_VALUES, directions: [[1, 0, 0]] });
  const bValues = protocol.bValues.subarray(0, protocolShape(protocol)[2]);

  return permeabilities.map((permeability) => {
    // Compartments 0, 1 and 2 are the axons, 3 is the space around them.
    const tissue = {
      compartments: [{ diffusivity: 2 }],
      interfaces: [0, 1, 2].map((axon) => ({ between: [axon, 3] as const, permeability })),
    };
    const { signal, signalByCompartment, volume } = simulateSignal(mesh, tissue, protocol, {
      tolerance: 1e-4,
    });
    const decay = (values: Float64Array): Decay => {
      const attenuation = values.map((s) => s / volume);
      const { adc, kurtosis } = fitKurtosis(attenuation, bValues, { bMax: 1000 });
      return { adc, kurtosis, signal: attenuation };
    };
    const inside = signalByCompartment.slice(0, 3).map(({ real }) => real.data.at(-1) ?? 0);
    return {
      permeability,
      simulated: decay(signal.real.data),
      karger: decay(karger(mesh, tissue, protocol)().real.data),
      insideAxons: inside.reduce((sum, s) => sum + s, 0) / volume,
    };
  });
}

if (import.meta.main) {
  const results = permeableAxons([0, 0.005, 0.02, 0.05], 1);
  const row = (values: Float64Array) => [...values].map((x) => x.toFixed(2)).join(" ");
  console.log(`Δ = ${DELTAS.join(", ")} ms; in brackets by the Kärger model`);
  for (const { permeability, simulated, karger, insideAxons } of results) {
    console.log(
      `κ = ${permeability} µm/ms: ADC ${row(simulated.adc)} (${row(karger.adc)}) µm²/ms, ` +
        `kurtosis ${row(simulated.kurtosis)} (${row(karger.kurtosis)}), ` +
        `axons' S/S0 at b = 3000 s/mm² ${insideAxons.toFixed(3)}`,
    );
  }
  drawSignals(results);
}
