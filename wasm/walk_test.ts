import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { box, type TetMesh, tetMesh } from "../core/mesh/mod.ts";
import { tissueCoefficients, tissueMesh } from "../core/diffusion/tissue/mod.ts";
import { walkGeometry } from "../core/diffusion/monte_carlo/walk_mesh.ts";
import { twinStart, twinStep, type TwinWalker, walkerRandom } from "../testing/walk_twin.ts";
import { randomSource } from "./testing.ts";
import { type Walk, walk, WALK_WINDOW, type WalkMesh } from "./walk.ts";
import { zigguratTable } from "./walk_tables.ts";

/** A box cut in two across x, its inner nodes moved about. */
function crookedHalves(): TetMesh {
  const { points, tets } = box({ size: [4, 3, 3], edgeLength: 0.9 });
  const random = randomSource(5);
  const moved = points.data.map((x, i) => {
    const node = 3 * Math.floor(i / 3);
    const inside = [2, 1.5, 1.5].every((half, axis) =>
      Math.abs(points.data[node + axis]) < half - 1e-6
    );
    return inside ? x + 0.1 * (random() - 0.5) : x;
  });
  const compartments = Array.from({ length: tets.length / 4 }, (_, t) => {
    let sum = 0;
    for (let k = 0; k < 4; k++) sum += points.data[3 * tets[4 * t + k]];
    return sum < 0 ? 0 : 1;
  });
  return tetMesh({ points: moved, tets, compartments });
}

const tissue = {
  compartments: [
    { diffusivity: [[2, 0.3, 0], [0.3, 1, 0.2], [0, 0.2, 1.5]], T2: 30, spinDensity: 0.6 },
    { diffusivity: 1, T2: 80 },
  ],
  interfaces: [{ between: [0, 1] as const, permeability: 0.2 }],
  wallRelaxivity: 0.1,
};

function crookedWalk(walkers: number): { mesh: WalkMesh; moved: Walk } {
  const separated = tissueMesh(crookedHalves(), tissue);
  const { mesh } = walkGeometry(separated, tissueCoefficients(separated, tissue));
  const moved = walk(mesh, {
    walkers,
    profiles: 2,
    decays: 1,
    steps: 2 * WALK_WINDOW,
    entries: 3 * WALK_WINDOW,
    readout: { encodings: 1, amplitudes: 1, coefficients: 3 },
  });
  moved.stage.spreads.set([0.5, 0.1, 0.4, -0.1, 0.2, 0.3, 0.4, 0, 0.4, 0, 0, 0.4]);
  moved.stage.rates.set([0.01, 0.02]);
  moved.stage.probabilities.fill(0.3);
  moved.stage.losses.fill(0.05);
  // Profile 0 in the first half of the steps, profile 1 in all.
  const entries: [number, number, number][] = [];
  for (let step = 0; step < 2 * WALK_WINDOW; step++) {
    if (step < WALK_WINDOW) entries.push([0, 0.5, 0.5]);
    entries.push([1, 0.3 + step, 0.2 - step]);
    moved.stage.stepStart[step + 1] = entries.length;
  }
  entries.forEach(([profile, start, end], e) => {
    moved.stage.stepProfile[e] = profile;
    moved.stage.stepWeights.set([start, end], 2 * e);
  });
  return { mesh, moved };
}

Deno.test("walkers do what a plain walker does, step by step", () => {
  const count = 40, seed = 12345678901, first = 2 ** 33, { mesh, moved } = crookedWalk(count);
  moved.start(seed, first, count);
  const { walkers, stage } = moved;
  const twins: TwinWalker[] = Array.from({ length: count }, (_, i) => {
    const start = twinStart(mesh, walkerRandom(seed, first + i));
    return { ...start, decays: [0], phases: [0, 0, 0, 0, 0, 0] };
  });
  twins.forEach((twin, i) => {
    assertEquals(walkers.tets[i], twin.tet);
    twin.place.forEach((x, axis) => assertAlmostEquals(walkers.places[3 * i + axis], x, 1e-14));
  });
  const abandoned = moved.run(0, WALK_WINDOW) + moved.run(WALK_WINDOW, WALK_WINDOW);
  assertEquals(abandoned, 0);
  let crossings = 0;
  twins.forEach((twin, i) => {
    const random = walkerRandom(seed, first + i);
    for (let k = 0; k < 4; k++) random.uniform();
    const from = mesh.compartments[twin.tet];
    for (let window = 0; window < 2; window++) {
      // A window's normal numbers are drawn before any of its chances.
      const normals = Array.from({ length: 3 * WALK_WINDOW }, random.normal);
      for (let s = 0; s < WALK_WINDOW; s++) {
        const step = window * WALK_WINDOW + s, before = twin.place;
        twinStep(mesh, stage, twin, normals.slice(3 * s, 3 * s + 3), random.uniform);
        for (let e = stage.stepStart[step]; e < stage.stepStart[step + 1]; e++) {
          for (let axis = 0; axis < 3; axis++) {
            twin.phases[3 * stage.stepProfile[e] + axis] +=
              stage.stepWeights[2 * e] * before[axis] +
              stage.stepWeights[2 * e + 1] * twin.place[axis];
          }
        }
      }
    }
    crossings += mesh.compartments[twin.tet] === from ? 0 : 1;
    twin.place.forEach((x, axis) => assertAlmostEquals(walkers.places[3 * i + axis], x, 1e-10));
    assertEquals(walkers.tets[i], twin.tet);
    assertAlmostEquals(walkers.decays[i], twin.decays[0], 1e-10);
    twin.phases.forEach((x, k) => assertAlmostEquals(walkers.phases[6 * i + k], x, 1e-7));
  });
  assertLess(5, crossings);
});

Deno.test("a readout adds w exp(−iφ) and its squares by compartment", () => {
  const count = 101, { mesh, moved } = crookedWalk(count);
  moved.start(3, 0, count);
  moved.run(0, WALK_WINDOW);
  const amplitudes = Float64Array.of(0, 0.01, -3, 200);
  const sums = new Float64Array(6 * 2 * 4);
  const direction = [0.6, -0.8, 0.5], targets = Int32Array.of(5, 0, 2, 3);
  const larger = walk(mesh, {
    walkers: count,
    profiles: 2,
    decays: 1,
    steps: 1,
    entries: 1,
    readout: { encodings: 1, amplitudes: 4, coefficients: 3 },
  });
  larger.start(3, 0, count);
  larger.walkers.tets.set(moved.walkers.tets);
  larger.walkers.phases.set(moved.walkers.phases);
  larger.walkers.decays.set(moved.walkers.decays);
  larger.readOut({
    firstProfile: 1,
    profiles: 1,
    decay: 0,
    coefficients: Float64Array.from(direction),
    amplitudeStart: Int32Array.of(0, 4),
    amplitudes,
    measurements: targets,
  }, sums);
  const expected = new Float64Array(sums.length);
  for (let i = 0; i < count; i++) {
    const weight = Math.exp(-moved.walkers.decays[i]);
    const unit = direction.reduce(
      (sum, d, axis) => sum + d * moved.walkers.phases[6 * i + 3 + axis],
      0,
    );
    const cell = mesh.compartments[moved.walkers.tets[i]];
    amplitudes.forEach((q, a) => {
      const re = weight * Math.cos(q * unit), im = -weight * Math.sin(q * unit);
      [re, im, re * re, im * im].forEach((x, part) =>
        expected[(targets[a] * 2 + cell) * 4 + part] += x
      );
    });
  }
  sums.forEach((x, i) => assertAlmostEquals(x, expected[i], 1e-10));
});

Deno.test("the layers of the ziggurat close at the top", () => {
  const table = zigguratTable();
  assertAlmostEquals(table[257 + 255] + table[0] * table[258] / table[255], 1, 1e-13);
  assertEquals(table[256], 0);
});

Deno.test("normal numbers have the moments and the tails of the normal distribution", () => {
  const count = 200_000, random = walkerRandom(4, 9);
  const values = Array.from({ length: count }, random.normal);
  const moment = (n: number) => values.reduce((sum, x) => sum + x ** n, 0) / count;
  // Five standard errors of the sample moments.
  [[1, 0, 1], [2, 1, 2], [3, 0, 15], [4, 3, 96]].forEach(([n, mean, variance]) =>
    assertLess(Math.abs(moment(n) - mean), 5 * Math.sqrt(variance / count))
  );
  // P(|x| > 3.6541…) = 2.58e-4, all from the tail.
  const beyond = values.filter((x) => Math.abs(x) > 3.6541528853610088).length;
  assertLess(Math.abs(beyond - 2.5803e-4 * count), 5 * Math.sqrt(2.5803e-4 * count));
});
