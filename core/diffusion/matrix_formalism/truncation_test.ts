import { assert, assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import { referenceMesh } from "../../../testing/reference_data.ts";
import { bead } from "../../mesh/deform/mod.ts";
import {
  box,
  cylinder,
  cylindersInBox,
  sphere,
  type TetMesh,
  tetMesh,
  torus,
  withPoints,
} from "../../mesh/mod.ts";
import { cosineOgse, fibonacciHemisphere } from "../protocol/mod.ts";
import { pgse, type PgseProtocol } from "../protocol/mod.ts";
import { type SignalReport, simulateSignal } from "./mod.ts";

const D = 2;

/** The largest difference of two signals over the volume. */
function apart(a: ArrayLike<number>, b: ArrayLike<number>, volume: number): number {
  let largest = 0;
  for (let i = 0; i < b.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]) / volume);
  return largest;
}

for (const name of ["sphere_r5", "cyl_r2_h20"] as const) {
  Deno.test(`the truncation error reported for modes alone is the true one: ${name}`, () => {
    const { points, tets, diffusivity, volume, pgse: results } = referenceMesh(name);
    const mesh = tetMesh({ points, tets }, { repair: true });
    const { timing, directions, q, real } = results[0];
    const protocol = pgse({ ...timing, directions, qValues: q });
    for (const modes of [20, 50, 100]) {
      const report = simulateSignal(mesh, { diffusivity }, protocol, { modes });
      const truth = apart(report.signal.real.data, real, volume);
      assertEquals([report.modes, report.corrections], [modes, 0]);
      assertLess(Math.abs(report.truncationError / truth - 1), 3e-4);
    }
  });
}

const axon = cylinder({ radius: 1, height: 8, edgeLength: 0.9 });
const cells: Record<string, TetMesh> = {
  sphere: sphere({ radius: 3, edgeLength: 0.9 }),
  cylinder: axon,
  "beaded axon": withPoints(axon, bead(axon.points, { amplitude: 0.3, periods: 2 })),
  torus: torus({ majorRadius: 3, minorRadius: 1, edgeLength: 1 }),
  box: box({ size: [3, 2, 1.5], edgeLength: 0.6 }),
};
const protocols: Record<string, PgseProtocol> = {
  short: pgse({
    delta: 2,
    Delta: 5,
    bValues: [0, 1000, 5000, 20_000],
    directions: fibonacciHemisphere(5),
  }),
  long: pgse({
    delta: 15,
    Delta: [20, 40],
    bValues: [500, 4000],
    directions: fibonacciHemisphere(5),
  }),
};
for (const [name, mesh] of Object.entries(cells)) {
  Deno.test(`a tolerance bounds the reported and the true error: ${name}`, () => {
    const nodes = mesh.points.shape[0];
    for (const protocol of Object.values(protocols)) {
      const simulate = (options: Parameters<typeof simulateSignal>[3]): SignalReport =>
        simulateSignal(mesh, { diffusivity: D }, protocol, options);
      const full = simulate({ modes: nodes });
      assertEquals(full.truncationError, 0);
      for (const tolerance of [1e-3, 1e-5, 1e-7, 1e-9]) {
        const report = simulate({ tolerance });
        const truth = apart(report.signal.real.data, full.signal.real.data, full.volume);
        assertLessOrEqual(report.truncationError, tolerance);
        assertLessOrEqual(truth, tolerance);
        // Rounding of the slow eigenvalues, times 60 ms, is some 1e-11; an estimate at 1e-9 may fall short.
        assertLessOrEqual(truth, report.truncationError + 5e-9);
      }
    }
  });
}

Deno.test("the error reported with corrections is one and a half to four times the true one", () => {
  for (const [name, mesh] of Object.entries(cells)) {
    for (const protocol of Object.values(protocols)) {
      const simulate = (modes: number, corrected: number): SignalReport =>
        simulateSignal(mesh, { diffusivity: D }, protocol, { modes, corrected });
      const full = simulate(mesh.points.shape[0], 0);
      for (const [modes, corrected] of [[6, 4], [9, 6], [13, 11], [23, 18]]) {
        const { signal, truncationError } = simulate(modes, corrected);
        const truth = apart(signal.real.data, full.signal.real.data, full.volume);
        // Below, the rounding of either signal shows.
        if (truth < 1e-10) continue;
        const ratio = truncationError / truth;
        assert(1.5 < ratio && ratio < 4, `${name}, ${modes} modes: ${truncationError}, ${truth}`);
      }
    }
  }
});

Deno.test("the error reported is twice the true one for permeable, relaxing tissue and oscillating gradients", () => {
  const mesh = cylindersInBox({
    cylinders: [{ center: [0, 0], radius: 1.5 }, { center: [3.6, 0], radius: 1 }],
    height: 1.5,
    edgeLength: 1.2,
    padding: 0.5,
  });
  const compartment = (i: number) => {
    return { diffusivity: 2 - 0.3 * i, T2: 20 + 30 * i, spinDensity: 1 - 0.2 * i };
  };
  const interfaces = [0, 1].map((axon) => {
    return { between: [axon, 2] as const, permeability: 0.05 };
  });
  const tissue = { compartments: [0, 1, 2].map(compartment), interfaces, wallRelaxivity: 0.02 };
  const oscillating = cosineOgse({
    periods: 2,
    delta: 10,
    Delta: 12,
    bValues: [100, 500],
    directions: fibonacciHemisphere(4),
  });
  for (const protocol of [protocols.short, protocols.long, oscillating]) {
    const simulate = (modes: number, corrected: number): SignalReport =>
      simulateSignal(mesh, tissue, protocol, { modes, corrected });
    const full = simulate(246, 0);
    assertEquals(full.truncationError, 0);
    for (const [modes, corrected] of [[6, 4], [13, 11], [23, 18]]) {
      const { signal, truncationError } = simulate(modes, corrected);
      const truth = apart(signal.real.data, full.signal.real.data, full.spins);
      assertLess(truth, 1e-2);
      assertLess(Math.abs(truncationError / truth - 2), 0.2);
    }
  }
});

Deno.test("the tolerance is 1e-5 unless given", () => {
  const simulate = (options: Parameters<typeof simulateSignal>[3]) =>
    simulateSignal(cells.cylinder, { diffusivity: D }, protocols.short, options);
  assertEquals(simulate({}).signal, simulate({ tolerance: 1e-5 }).signal);
});
