import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
  assertMatch,
} from "@std/assert";
import { readMesh } from "@torrey/torrey";
import { bTensorBundle } from "./b_tensor_bundle.ts";
import { TRUTH } from "./demo/axon.ts";
import { demo } from "./demo/main.ts";
import { withRicianNoise } from "./demo/noise.ts";
import { FULL } from "./demo/reconstruct_axon.ts";
import { estimatePermeability, TRUTH as CONSTANTS } from "./estimate_permeability.ts";
import { gradientError } from "./gradient_check.ts";
import { DIFFUSIVITY, sweepFrequency } from "./ogse_sweep.ts";
import { LIMITS, optimiseWaveform } from "./optimise_waveform.ts";
import { permeableAxons } from "./permeable_axons.ts";
import { ELLIPSOID, readAndSimulate } from "./read_tetgen.ts";
import { reconstructBend } from "./reconstruct_bend.ts";
import { simulateAxon } from "./simulate_axon.ts";

Deno.test("simulate_axon: the signal approaches the exact one, and water moves along the axon", () => {
  const [coarse, fine] = [1, 0.5].map(simulateAxon);
  assertLess(coarse.error, 4e-3);
  assertLess(fine.error, 7e-4);
  const [across, along] = fine.adc;
  assertLess(across, 0.01);
  assertAlmostEquals(along, 0.4353, 5e-4);
});

Deno.test("gradient_check: the gradient on a symmetric mesh is exact", () => {
  assertLess(gradientError(), 1e-6);
});

Deno.test("reconstruct_bend: the bend is found to six digits", () => {
  assertAlmostEquals(reconstructBend(0.15).bend, 0.15, 1e-6);
});

Deno.test("read_tetgen: the ellipsoid has its volume and its signal falls", () => {
  const { quality, volume, meanAttenuation } = readAndSimulate(ELLIPSOID);
  assert(quality.startsWith("147 nodes"));
  // Its nodes lie on the ellipsoid, so its flat faces cut off a little.
  assertAlmostEquals(volume / (4 / 3 * Math.PI * 4 * 2 * 2), 0.941, 1e-3);
  assertAlmostEquals(meanAttenuation[0], 1, 1e-10);
  assertAlmostEquals(meanAttenuation[1], 0.9822, 1e-4);
  assertAlmostEquals(meanAttenuation[2], 0.9479, 1e-4);
});

Deno.test("permeable_axons: exchange raises the ADC and takes kurtosis away, of which Kärger knows the latter", () => {
  const [closed, open] = permeableAxons([0, 0.05], 1.5);
  [1.1037, 0.9864, 0.8313].forEach((adc, s) =>
    assertAlmostEquals(closed.simulated.adc[s], adc, 1e-3)
  );
  for (const s of [0, 1, 2]) {
    assertGreater(open.simulated.adc[s] - closed.simulated.adc[s], 0.025);
    assertLess(open.simulated.kurtosis[s] - closed.simulated.kurtosis[s], -0.25);
    // Where nothing is exchanged, fast diffusion in each compartment leaves the same ADC to both.
    assertAlmostEquals(closed.karger.adc[s], closed.simulated.adc[s], 5e-3);
    assertAlmostEquals(open.karger.adc[s], closed.karger.adc[s], 5e-3);
    assertLess(open.karger.kurtosis[s] - closed.karger.kurtosis[s], -0.1);
    assertAlmostEquals(open.simulated.signal[7 * s], 1, 1e-12);
  }
  assertAlmostEquals(closed.insideAxons, 0.162, 1e-3);
  assertAlmostEquals(open.insideAxons, 0.0526, 1e-3);
});

Deno.test("ogse_sweep: the ADC goes from the long-time limit of PGSE to the short-time limit", () => {
  const { radius, adc, exact, shortTime, measured, pgse } = sweepFrequency(3, 4);
  assertEquals(radius, 3);
  // A mesh of four edges a radius leaves out 3 % of the sphere.
  adc.forEach((value, f) => assertAlmostEquals(value, exact[f], 0.035 * exact[f]));
  adc.forEach((value, f) => assertGreater(value, f === 0 ? 10 * pgse.adc : adc[f - 1]));
  measured.forEach((value, f) => assertAlmostEquals(value, adc[f], 1e-3));
  assertLess(Math.abs(shortTime[5] - exact[5]), 1e-3);
  assertLess(adc[5], DIFFUSIVITY);
  assertAlmostEquals(pgse.adc, pgse.longTime, 0.1 * pgse.longTime);
});

Deno.test("b_tensor_bundle: axons that cross lose fractional anisotropy, not microscopic", () => {
  const { bundles, bTensors } = bTensorBundle(6);
  const expected = [[0, 0, 1000], [500, 500, 0], [1000 / 3, 1000 / 3, 1000 / 3]];
  expected.forEach((diagonal, s) => {
    diagonal.forEach((b, k) => assertAlmostEquals(bTensors[s].diagonal[k], b, 1e-6));
    assertAlmostEquals(bTensors[s].shape, [1, -0.5, 0][s], 1e-9);
  });
  const [straight, crossing, curved] = bundles;
  assertGreater(straight.fractionalAnisotropy, 0.99);
  assertLess(crossing.fractionalAnisotropy, 0.76);
  assertLess(curved.fractionalAnisotropy, 0.93);
  for (const { microscopicAnisotropy, kurtosis: [linear, planar, spherical] } of bundles) {
    assertAlmostEquals(microscopicAnisotropy, 1, 0.03);
    assertGreater(linear, 3 * planar);
    assertAlmostEquals(spherical, 0, 0.05);
  }
});

Deno.test("optimise_waveform: within the same limits the radius is found more precisely", () => {
  const { start, best, pulses } = optimiseWaveform(8);
  assertGreater(best.information, 7 * start.information);
  // The exact signals of a cylinder give 0.0225/µm², and the optimised waveform twice the precision.
  assertAlmostEquals(pulses.information, 0.0225, 5e-4);
  assertGreater(best.information, 4 * pulses.information);
  for (const { gradient, slewRate } of [start, best, pulses]) {
    assertLess(Math.max(...gradient.map(Math.abs)), LIMITS.gradient * (1 + 1e-9));
    assertLess(slewRate, LIMITS.slewRate * (1 + 1e-9));
    assertAlmostEquals(gradient.reduce((sum, g) => sum + g, 0), 0, 1e-9);
  }
});

Deno.test("estimate_permeability: the errors are what the Fisher information says", () => {
  const { estimate, interval: [low, high], deviation, scatter } = estimatePermeability(500, 40);
  CONSTANTS.forEach((truth, k) => {
    assertLess(low[k], truth);
    assertGreater(high[k], truth);
    assertLess(Math.abs(Math.log(estimate[k] / truth)), 2 * deviation[k]);
    // The standard deviation of 40 numbers is known to 11 %.
    assertAlmostEquals(scatter[k] / deviation[k], 1, 0.33);
  });
  assertAlmostEquals(deviation[0], 0.0975, 1e-3);
});

/** The demonstration with fewer measurements, nodes and steps. */
const SMALL = {
  ...FULL,
  Delta: [10, 25],
  bValues: 5,
  directions: 12,
  targetEdgeLength: 0.5,
  edgeLength: 0.6,
  smoothModes: 30,
  smoothIterations: 30,
};

Deno.test("demo, made small: finds bend, twist, radius and shape, and writes what it says", async () => {
  const out = Deno.makeTempDirSync();
  try {
    const steps: string[] = [];
    const line = await demo({ ...SMALL, onIteration: (stage) => steps.push(stage) }, `${out}/new`);
    assertMatch(
      line,
      /^chamfer distance 0\.\d{3} µm, signal error \d\.\de-\d, \d+ iterations, \d+\.\d s$/,
    );
    const names = [...Deno.readDirSync(`${out}/new`)].map(({ name }) => name).sort();
    assertEquals(names, [
      "course.svg",
      "final.vtk",
      "parametric.vtk",
      "result.json",
      "signals.svg",
      "start.vtk",
      "target.vtk",
    ]);

    const result = JSON.parse(Deno.readTextFileSync(`${out}/new/result.json`));
    assertEquals(result.measurements, 2 * 5 * 12);
    assertAlmostEquals(result.found.bend, TRUTH.bend, 0.02);
    assertAlmostEquals(result.found.twist, TRUTH.twist, 0.01);
    assertAlmostEquals(result.found.radius, TRUTH.radius, 0.05);
    const { start, parametric, smooth } = result.chamferDistance;
    assertGreater(start, 0.45);
    assertLess(parametric, 0.1);
    assertLess(smooth, 0.65 * parametric);
    assertEquals(line.includes(`${smooth.toFixed(3)} µm`), true);
    const made = result.stages.reduce(
      (sum: number, s: { iterations: number }) => sum + s.iterations,
      0,
    );
    assertEquals(made, steps.length);
    assertLess(result.stages[1].signalError, 0.1 * result.stages[0].signalError);

    const [first, final] = ["start", "final"].map((name) => readMesh(`${out}/new/${name}.vtk`));
    assertEquals(final.tets, first.tets);
    assert(Deno.readTextFileSync(`${out}/new/final.vtk`).includes("displacement 3 "));
    for (const name of ["course", "signals"]) {
      const svg = Deno.readTextFileSync(`${out}/new/${name}.svg`);
      assert(svg.startsWith("<svg ") && svg.includes('xmlns="http://www.w3.org/2000/svg"'));
      assert(svg.includes("S/S0") && !svg.includes("NaN") && !svg.includes("undefined"));
    }
  } finally {
    Deno.removeSync(out, { recursive: true });
  }
});

Deno.test("demo's noise is Rician: the same from one seed, with the mean square of signal and noise", () => {
  const attenuation = { shape: [40_000], data: new Float64Array(40_000).fill(0.3) };
  const noisy = withRicianNoise(attenuation, 10, 7);
  assertEquals(noisy, withRicianNoise(attenuation, 10, 7));
  assert(noisy.data.some((s, i) => s !== withRicianNoise(attenuation, 10, 8).data[i]));
  const meanSquare = noisy.data.reduce((sum, s) => sum + s * s, 0) / 40_000;
  // ⟨M²⟩ = S² + 2σ², with a standard error of 0.0003 here.
  assertAlmostEquals(meanSquare, 0.09 + 2 * 0.01, 1.5e-3);
});
