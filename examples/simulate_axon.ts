/**
 * Simulates the diffusion signal of an axon and compares it with the exact solution.
 *
 * deno run -A examples/simulate_axon.ts
 *
 * @module
 */
import { cylinder, exactSignal, fitAdc, pgse, protocolShape, simulateSignal } from "@torrey/torrey";

/** What comes of it. */
export interface AxonResult {
  /** Largest difference of S/S0 from the exact solution: what meshing the round wall with flat faces costs. */
  readonly error: number;
  /** Apparent diffusion coefficients across and along the axon, µm²/ms. */
  readonly adc: Float64Array;
}

/**
 * Simulates an axon whose walls hold the water back.
 *
 * @param edgeLength How finely it is meshed, µm.
 * @returns How good the signal is, and what a scanner's software reads from it.
 */
export function simulateAxon(edgeLength: number): AxonResult {
  const size = { radius: 2, height: 12 }; // µm
  const diffusivity = 2; // µm²/ms
  const protocol = pgse({
    delta: 10, // ms
    Delta: [20, 50], // ms
    bValues: [0, 500, 1000, 2000, 4000], // s/mm²
    directions: [[1, 0, 0], [0, 0, 1]],
  });
  const axon = cylinder({ ...size, edgeLength });
  const { signal, volume } = simulateSignal(axon, { diffusivity }, protocol);

  // The signal has shape [sequences, directions, bValues] and is in µm³; at b = 0 it is the volume.
  const exact = exactSignal({ kind: "cylinder", ...size }, diffusivity, protocol);
  const errors = signal.real.data.map((s, i) => Math.abs(s / volume - exact[i]));

  // Rows of the first sequence: a decay for each direction.
  const [, directions, bValues] = protocolShape(protocol);
  const rows = signal.real.data.subarray(0, directions * bValues);
  const { adc } = fitAdc(rows, protocol.bValues.subarray(0, bValues), { bMax: 1000 });
  return { error: Math.max(...errors), adc };
}

if (import.meta.main) {
  for (const edgeLength of [1, 0.7, 0.5, 0.35]) {
    const { error, adc } = simulateAxon(edgeLength);
    const [across, along] = adc;
    console.log(
      `edges of ${edgeLength} µm: error ${error.toExponential(1)}, ` +
        `ADC across ${across.toFixed(4)}, along ${along.toFixed(4)} µm²/ms`,
    );
  }
}
