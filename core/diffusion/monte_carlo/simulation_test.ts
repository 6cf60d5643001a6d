import { assert, assertAlmostEquals, assertLess } from "@std/assert";
import { box, sphere, type TetMesh, tetMesh } from "../../mesh/mod.ts";
import { exactSignal } from "../exact/mod.ts";
import { doublePgse, pgse, stimulatedEcho } from "../protocol/mod.ts";
import { monteCarlo, type MonteCarloReport } from "./mod.ts";

/** Within four standard errors, and a stated bias, of the truth, all per spin. */
function assertWithin(report: MonteCarloReport, truth: ArrayLike<number>, bias: number): void {
  const { signal, standardError, spins } = report;
  for (let m = 0; m < truth.length; m++) {
    const error = standardError.real.data[m] / spins;
    assertLess(error, 0.02);
    assertLess(Math.abs(signal.real.data[m] / spins - truth[m]), 4 * error + bias + 1e-12);
    assertLess(Math.abs(signal.imag.data[m]), 4 * standardError.imag.data[m] + 1e-12 * spins);
  }
}

/** A box cut across x into slices of equal width, one compartment each. */
function slices(
  size: readonly [number, number, number],
  edgeLength: number,
  count: number,
): TetMesh {
  const { points, tets } = box({ size, edgeLength });
  const compartments = Array.from({ length: tets.length / 4 }, (_, t) => {
    let x = 0;
    for (let k = 0; k < 4; k++) x += points.data[3 * tets[4 * t + k]] / 4;
    return Math.floor((x / size[0] + 0.5) * count);
  });
  return tetMesh({ points, tets, compartments });
}

const bValues = [0, 300, 1000, 3000];

Deno.test("a slab's signal has no bias from long steps", async () => {
  const protocol = pgse({ delta: 2, Delta: 4, bValues, directions: [[0, 0, 1]] });
  const mesh = box({ size: [3, 3, 4], edgeLength: 1 });
  const report = await monteCarlo(mesh, { diffusivity: 2 }, protocol, {
    walkers: 20_000,
    timeStep: 0.1,
  });
  // The bridges between the ends of steps lack q² D h² ∫f²/12 = bD h² 2δ/(12 δ²(Δ − δ/3)) = 0.003 at most.
  assertWithin(report, exactSignal({ kind: "slab", width: 4 }, 2, protocol), 1e-3);
});

Deno.test("a sphere's signal, several sequences at once", async () => {
  const protocol = pgse({ delta: 3, Delta: [4, 8], bValues, directions: [[1, 0, 0], [1, 2, 3]] });
  const mesh = sphere({ radius: 3, edgeLength: 0.6 });
  const report = await monteCarlo(mesh, { diffusivity: 2 }, protocol, {
    walkers: 8192,
    timeStep: 0.04,
  });
  // Bias 0.075 (2Dh/R²) of the steps, 0.002 of the polyhedron.
  assertWithin(report, exactSignal({ kind: "sphere", radius: 3 }, 2, protocol), 0.004);
});

Deno.test("walkers that meet no wall diffuse freely, each tensor and pair of directions its own", async () => {
  const protocol = doublePgse({
    delta: 1,
    Delta: 2,
    pause: 0.5,
    bValues: [1000],
    directions: [[1, 0, 0], [0, 0.6, 0.8]],
    secondDirections: [[0, 1, 0], [0, -0.8, 0.6]],
  });
  const diffusivity = [[0.8, 0.2, 0], [0.2, 0.5, 0.1], [0, 0.1, 0.3]];
  const mesh = box({ size: [100, 100, 100], edgeLength: 40 });
  const report = await monteCarlo(mesh, { diffusivity }, protocol, {
    walkers: 16_384,
    timeStep: 0.1,
  });
  const along = (d: number[]) =>
    d.reduce((sum, a, i) => sum + a * d.reduce((s, b, j) => s + diffusivity[i][j] * b, 0), 0);
  const first = [[1, 0, 0], [0, 0.6, 0.8]], second = [[0, 1, 0], [0, -0.8, 0.6]];
  const exact = first.map((d, i) => Math.exp(-0.5 * along(d) - 0.5 * along(second[i])));
  // Walls within √(2Dt) touch 5 % of the walkers and change their attenuation by a part.
  assertWithin(report, exact, 0.012);
});

Deno.test("the equilibrium stays, whatever the tensors, densities and walls", async () => {
  const compartments = [
    { diffusivity: [[2, 0.4, 0], [0.4, 0.7, 0.2], [0, 0.2, 1]], spinDensity: 0.4 },
    { diffusivity: 0.5, spinDensity: 1 },
    { diffusivity: [[1, 0, -0.3], [0, 3, 0], [-0.3, 0, 0.8]], spinDensity: 0.8 },
  ];
  const interfaces = [
    { between: [0, 1] as const, permeability: 0.5 },
    { between: [1, 2] as const, permeability: 0.3 },
  ];
  const protocol = pgse({ delta: 4, Delta: 8, bValues: [0], directions: [[1, 0, 0]] });
  const mesh = slices([3, 1.4, 1.4], 0.6, 3);
  const { signalByCompartment, standardErrorByCompartment } = await monteCarlo(
    mesh,
    { compartments, interfaces },
    protocol,
    { walkers: 32_768, timeStep: 0.06 },
  );
  compartments.forEach(({ spinDensity }, c) => {
    const error = standardErrorByCompartment.real.data[c];
    assertLess(error, 0.0125);
    assertLess(Math.abs(signalByCompartment.real.data[c] - 1.96 * spinDensity), 4 * error);
  });
});

interface PermeableCase {
  cell_width_m: number;
  n_cells: number;
  permeability_m_per_s: number;
  D: number;
  delta: number;
  Delta: number;
  b: number;
  signal_richardson: number;
}

Deno.test("membranes across a row of cells", async () => {
  const file = new URL("../../../testdata/diffusion/analytic/exchange.json", import.meta.url);
  const cases: PermeableCase[] = JSON.parse(await Deno.readTextFile(file)).permeable_1d;
  const mesh = slices([20, 3, 3], 3, 4);
  const permeabilities = [...new Set(cases.map((c) => c.permeability_m_per_s))];
  for (const kappa of permeabilities) {
    const own = cases.filter((c) => c.permeability_m_per_s === kappa);
    const protocol = pgse({
      delta: own[0].delta * 1e3,
      Delta: own[0].Delta * 1e3,
      bValues: own.map(({ b }) => b * 1e-6),
      directions: [[1, 0, 0]],
    });
    const report = await monteCarlo(
      mesh,
      {
        compartments: [{ diffusivity: own[0].D * 1e9 }],
        interfaces: [0, 1, 2].map((c) => ({
          between: [c, c + 1] as const,
          permeability: kappa * 1e3,
        })),
      },
      protocol,
      { walkers: 8192, timeStep: 0.2 },
    );
    assertWithin(report, own.map((c) => c.signal_richardson), 1e-3);
  }
});

Deno.test("T2 and T1 weaken the signal by the time spent", async () => {
  const mesh = slices([2, 1, 1], 0.8, 2);
  const protocol = stimulatedEcho({
    delta: 1,
    Delta: 6,
    mixingTime: 5,
    bValues: [0],
    directions: [[1, 0, 0]],
  });
  const compartments = [{ diffusivity: 1, T2: 10, T1: 50 }, { diffusivity: 2, T2: 30 }];
  const report = await monteCarlo(mesh, { compartments }, protocol, {
    walkers: 2000,
    timeStep: 0.05,
  });
  const [sequence] = protocol.sequences;
  assert(sequence !== undefined);
  const share = [0, 1].map((c) => report.signalByCompartment.real.data[c]);
  const echo = 2;
  const exact = [Math.exp(-echo / 10 - 5 / 50) / 2, Math.exp(-echo / 30) / 2];
  exact.forEach((s, c) => {
    const error = report.standardErrorByCompartment.real.data[c];
    assertLess(Math.abs(share[c] - s), 4 * error);
    // All walkers of a compartment have one weight: what varies is only how many there are.
    const count = share[c] / s * 1000;
    assertAlmostEquals(count, Math.round(count), 1e-9);
  });
});

Deno.test("a relaxing wall weakens the signal as in the slab of Brownstein and Tarr", async () => {
  const kappa = 0.4, diffusivity = 1, half = 1, time = 3;
  const biot = kappa * half / diffusivity;
  let slab = 0;
  for (let n = 0; n < 30; n++) {
    let low = n * Math.PI, high = low + Math.PI / 2;
    for (let i = 0; i < 60; i++) {
      const xi = (low + high) / 2;
      if (xi * Math.sin(xi) * (n % 2 ? -1 : 1) < biot * Math.cos(xi) * (n % 2 ? -1 : 1)) low = xi;
      else high = xi;
    }
    slab += 4 * Math.sin(low) ** 2 / (low * (2 * low + Math.sin(2 * low))) *
      Math.exp(-diffusivity * low * low * time / half ** 2);
  }
  const mesh = box({ size: [2, 2, 2], edgeLength: 0.7 });
  const protocol = pgse({ delta: 1, Delta: 2, bValues: [0], directions: [[1, 0, 0]] });
  const report = await monteCarlo(
    mesh,
    { compartments: [{ diffusivity }], wallRelaxivity: kappa },
    protocol,
    { walkers: 16_384, timeStep: 0.01 },
  );
  assertWithin(report, [slab ** 3], 5e-4);
});
