/**
 * Sweeps the frequency of an oscillating gradient: the faster it turns, the less the walls of a cell show. Slow gradients
 * see the radius, fast ones the surface and at last free diffusion.
 *
 * deno run -A examples/ogse_sweep.ts
 *
 * @module
 */
import {
  cosineOgse,
  fitAdc,
  gaussianPhaseSignal,
  homogenisedAdc,
  pgse,
  shortTimeAdc,
  simulateSignal,
  sphere,
} from "@torrey/torrey";
import { drawSweeps } from "./figures/ogse_sweep.ts";

/** Free diffusivity, µm²/ms. */
export const DIFFUSIVITY = 2;

/** Two blocks of 20 ms; periods in each block; b-values in s/mm². */
const TIMING = { delta: 20, Delta: 25, directions: [[0, 0, 1]], bValues: [0, 100] };
const PERIODS = [1, 2, 4, 8, 16, 32];

/** Frequencies, Hz. */
export const FREQUENCIES: readonly number[] = PERIODS.map((n) => 1000 * n / TIMING.delta);

/** Apparent diffusivities of a sphere, µm²/ms, one per frequency. */
export interface FrequencySweep {
  /** µm. */
  readonly radius: number;
  /** In the mesh, as b → 0. */
  readonly adc: Float64Array;
  /** In the ideal sphere, as b → 0. */
  readonly exact: Float64Array;
  /** The limit of high frequencies: D less what the walls take from it. */
  readonly shortTime: Float64Array;
  /** From simulated signals at b = 100 s/mm², of the lower frequencies, which scanners reach at such a b-value. */
  readonly measured: Float64Array;
  /** From signals of PGSE of the same δ and Δ, and its limit of long pulses, 16 R⁴/(175 D δ (Δ − δ/3)). */
  readonly pgse: { readonly adc: number; readonly longTime: number };
}

/**
 * Sweeps the frequency.
 *
 * @param radius The radius of the sphere, µm.
 * @param fineness Edges of the mesh per radius.
 */
export function sweepFrequency(radius: number, fineness: number): FrequencySweep {
  const cell = sphere({ radius, edgeLength: radius / fineness });
  const tissue = { diffusivity: DIFFUSIVITY };
  const sweep = cosineOgse({ ...TIMING, periods: PERIODS });
  const slow = cosineOgse({ ...TIMING, periods: PERIODS.slice(0, 3) });
  const pulses = pgse(TIMING);

  const bValues = Float64Array.from(TIMING.bValues);
  const adcOf = (signal: Float64Array) => fitAdc(signal, bValues).adc;
  const { delta, Delta } = TIMING;
  return {
    radius,
    adc: homogenisedAdc(cell, tissue, sweep)().data,
    exact: adcOf(gaussianPhaseSignal({ kind: "sphere", radius }, tissue, sweep)().real.data),
    shortTime: shortTimeAdc(cell, tissue, sweep)().data,
    measured: adcOf(simulateSignal(cell, tissue, slow).signal.real.data),
    pgse: {
      adc: adcOf(simulateSignal(cell, tissue, pulses).signal.real.data)[0],
      longTime: 16 / 175 * radius ** 4 / (DIFFUSIVITY * delta * (Delta - delta / 3)),
    },
  };
}

if (import.meta.main) {
  const row = (values: Float64Array) => [...values].map((x) => x.toFixed(3)).join(" ");
  console.log(`ADC in µm²/ms at ${FREQUENCIES.join(", ")} Hz`);
  const sweeps = [1.5, 3, 6].map((radius) => sweepFrequency(radius, 6));
  for (const { radius, adc, exact, shortTime, measured, pgse } of sweeps) {
    console.log(`radius ${radius} µm: ${row(adc)}`);
    console.log(`  from signals ${row(measured)}`);
    console.log(`  exact        ${row(exact)}`);
    console.log(`  short times  ${row(shortTime)}`);
    console.log(`  PGSE ${pgse.adc.toFixed(5)}, long times ${pgse.longTime.toFixed(5)}`);
  }
  drawSweeps(sweeps);
}
