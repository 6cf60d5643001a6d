import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { InputError } from "../input_error.ts";
import { box, type TetMesh, tetMesh } from "../mesh/mod.ts";
import type { CaseResult } from "./case_result.ts";
import { readCase } from "./read_case.ts";
import { runCase } from "./run_case.ts";
import type { SimulationCase } from "./simulation_case.ts";

const block = box({ size: [3, 2, 4], edgeLength: 1.5 });
const nodeCount = block.points.shape[0];

const measurement = {
  sequences: [{ type: "PGSE", delta: 5, Delta: 10 }, { type: "PGSE", delta: 4, Delta: 30 }],
  bValues: [0, 1000, 4000],
  directions: [[0, 0, 1], [1, 2, -1]],
};
const weights = [[[0.3, 1, -2], [0.5, 2, 1]], [[-1, 0.2, 0.7], [0.1, -0.4, 3]]];

/** A mesh as a case file has it inline. */
function inline(mesh: TetMesh): Record<string, unknown> {
  const rows = (data: ArrayLike<number>, width: number) =>
    Array.from(
      { length: data.length / width },
      (_, r) => Array.from({ length: width }, (_, k) => data[width * r + k]),
    );
  return {
    points: rows(mesh.points.data, 3),
    tets: rows(mesh.tets, 4),
    compartments: [...mesh.compartments],
  };
}

function caseOf(mesh: TetMesh, ...compartments: Record<string, unknown>[]): SimulationCase {
  return readCase({ mesh: inline(mesh), compartments, weights, ...measurement });
}

/** Σ weights · Re S. */
function weighted(result: CaseResult): number {
  return weights.flat(2).reduce((sum, w, i) => sum + w * result.signal.flat(2)[i][0], 0);
}

function assertSignals(
  actual: CaseResult,
  expected: (i: number) => readonly number[],
  tolerance: number,
) {
  actual.signal.flat(2).forEach((value, i) =>
    expected(i).forEach((x, k) => assertAlmostEquals(value[k], x, tolerance, `entry ${i}`))
  );
}

Deno.test("runCase() with every mode: S(0) is the volume, |S| ≤ S(0), the same from any origin", async () => {
  const result = await runCase(caseOf(block, { diffusivity: 2 }), { modes: nodeCount });
  assertEquals(result.modes, nodeCount);
  assertAlmostEquals(result.volume, 24, 1e-12);
  assertEquals(result.signal.map((list) => list.map((s) => s.length)), [[3, 3], [3, 3]]);
  for (const series of result.signal.flat()) {
    assertAlmostEquals(series[0][0], 24, 1e-10);
    for (const [re, im] of series) assert(Math.hypot(re, im) <= 24 * (1 + 1e-12));
  }
  assertEquals(result.signalByCompartment, [result.signal]);
  const moved = {
    ...block,
    points: { ...block.points, data: block.points.data.map((x, i) => x + [7, -3, 11][i % 3]) },
  };
  const elsewhere = await runCase(caseOf(moved, { diffusivity: 2 }), { modes: nodeCount });
  assertSignals(elsewhere, (i) => result.signal.flat(2)[i], 1e-9);
});

Deno.test("runCase() multiplies by the spin density and e^{−TE/T2}", async () => {
  const options = { modes: 12 };
  const plain = (await runCase(caseOf(block, { diffusivity: 2 }), options)).signal.flat(2);
  const tissue = { diffusivity: 2, T2: 40, spinDensity: 0.7 };
  const echoTimes = [15, 34];
  assertSignals(
    await runCase(caseOf(block, tissue), options),
    (i) => plain[i].map((x) => x * 0.7 * Math.exp(-echoTimes[Math.floor(i / 6)] / 40)),
    1e-11,
  );
});

/** The block and a copy of it beside, as compartments 2 and 5: not touching, or sharing the face's nodes. */
function twoBlocks(touching: boolean): TetMesh {
  if (touching) {
    const compartments = Int32Array.from({ length: block.tets.length / 4 }, (_, t) => {
      let z = 0;
      for (let k = 0; k < 4; k++) z += block.points.data[3 * block.tets[4 * t + k] + 2];
      return z > 0 === block.points.data[2] < 0 ? 5 : 2;
    });
    return tetMesh({ points: block.points, tets: block.tets, compartments });
  }
  const points = Float64Array.of(
    ...block.points.data,
    ...block.points.data.map((x, i) => i % 3 === 0 ? 1.5 * x + 10 : x),
  );
  const tets = Int32Array.of(...block.tets, ...block.tets.map((node) => node + nodeCount));
  const half = block.tets.length / 4;
  const compartments = Int32Array.from({ length: 2 * half }, (_, t) => t < half ? 2 : 5);
  return tetMesh({ points, tets, compartments });
}

const tissues = [{ diffusivity: 1, T2: 60 }, { diffusivity: 2.5, spinDensity: 0.8 }];

Deno.test("runCase() of two closed compartments is the sum of each alone, whether they share nodes or not", async () => {
  for (const touching of [false, true]) {
    const mesh = twoBlocks(touching);
    const whole = await runCase(caseOf(mesh, ...tissues), { tolerance: 1e-6 });
    const alone = await Promise.all([2, 5].map((id, c) => {
      const tets = mesh.tets.filter((_, k) => mesh.compartments[Math.floor(k / 4)] === id);
      const part = tetMesh({ points: mesh.points, tets }, { removeUnusedNodes: true });
      return runCase(caseOf(part, tissues[c]), { tolerance: 1e-6 });
    }));
    assertAlmostEquals(whole.volume, alone[0].volume + alone[1].volume, 1e-10);
    assertEquals(whole.modes, alone[0].modes + alone[1].modes);
    const parts = alone.map(({ signal }) => signal.flat(2));
    assertSignals(whole, (i) => [0, 1].map((k) => parts[0][i][k] + parts[1][i][k]), 1e-10);
    whole.signalByCompartment.forEach((signal, c) =>
      signal.flat(2).forEach(([re], i) => assertAlmostEquals(re, parts[c][i][0], 1e-10))
    );
  }
});

/** The difference of the weighted signal along a change of the case, of fourth order. */
async function slope(
  change: (h: number) => SimulationCase,
  options: { modes?: number; tolerance?: number },
  h: number,
): Promise<number> {
  const at = async (step: number) => weighted(await runCase(change(step), options));
  return (8 * (await at(h) - await at(-h)) - (await at(2 * h) - await at(-2 * h))) / (12 * h);
}

Deno.test("runCase() with the gradient agrees with finite differences in points, diffusivity and T2", async () => {
  const tissue = { diffusivity: 2, T2: 70, spinDensity: 0.9 };
  const options = { modes: 20 };
  const result = await runCase(caseOf(block, tissue), { ...options, gradient: true });
  const { gradient } = result;
  assert(gradient !== undefined);
  assertSignals(
    await runCase(caseOf(block, tissue), options),
    (i) => result.signal.flat(2)[i],
    1e-11,
  );
  const step = block.points.data.map((_, i) => Math.sin(3 * i + 1) * 0.1);
  const along = gradient.points.flat().reduce((sum, g, i) => sum + g * step[i], 0);
  const moved = (h: number) => {
    const data = block.points.data.map((x, i) => x + h * step[i]);
    return caseOf({ ...block, points: { ...block.points, data } }, tissue);
  };
  const scale = Math.abs(along);
  assertAlmostEquals(await slope(moved, options, 2e-3), along, 1e-6 * scale);
  assert(typeof gradient.diffusivity === "number" && typeof gradient.T2 === "number");
  const faster = (h: number) => caseOf(block, { ...tissue, diffusivity: 2 + h });
  assertAlmostEquals(
    await slope(faster, options, 2e-3),
    gradient.diffusivity,
    1e-6 * Math.abs(gradient.diffusivity),
  );
  const longer = (h: number) => caseOf(block, { ...tissue, T2: 70 + h });
  assertAlmostEquals(await slope(longer, options, 1e-2), gradient.T2, 1e-6 * Math.abs(gradient.T2));
});

Deno.test("runCase() gives one slope per compartment, adds them where one entry serves all, and those of shared nodes", async () => {
  const mesh = twoBlocks(true);
  const options = { modes: 12, gradient: true };
  const { gradient } = await runCase(caseOf(mesh, ...tissues), options);
  assert(gradient !== undefined && Array.isArray(gradient.diffusivity));
  const slopes = gradient.diffusivity as number[];
  assertEquals(slopes.length, 2);
  assertEquals((gradient.T2 as number[])[1], 0);
  const second = (h: number) =>
    caseOf(mesh, tissues[0], { ...tissues[1], diffusivity: tissues[1].diffusivity + h });
  const expected = await slope(second, { modes: 12 }, 2e-3);
  assertAlmostEquals(slopes[1], expected, 1e-6 * Math.abs(expected));

  // Stretching everything along z by 1 + h moves shared nodes on both sides.
  const along = gradient.points.reduce(
    (sum, [, , g], n) => sum + g * mesh.points.data[3 * n + 2],
    0,
  );
  const stretched = (h: number) => {
    const data = mesh.points.data.map((x, i) => i % 3 === 2 ? x * (1 + h) : x);
    return caseOf({ ...mesh, points: { ...mesh.points, data } }, ...tissues);
  };
  assertAlmostEquals(await slope(stretched, { modes: 12 }, 2e-3), along, 1e-6 * Math.abs(along));

  const one = (await runCase(caseOf(mesh, { diffusivity: 2 }), options)).gradient;
  const twice = caseOf(mesh, { diffusivity: 2 }, { diffusivity: 2 });
  const both = (await runCase(twice, options)).gradient;
  const [a, b] = both?.diffusivity as number[];
  assertAlmostEquals(one?.diffusivity as number, a + b, 1e-10 * Math.abs(a + b));
});

Deno.test("runCase() of a permeable, relaxing, anisotropic tissue: every slope is that of finite differences", async () => {
  const mesh = twoBlocks(true);
  const entry = {
    mesh: inline(mesh),
    compartments: [
      { diffusivity: [[2, 0.2, 0], [0.2, 1, 0.1], [0, 0.1, 1.5]], T2: 40, spinDensity: 0.8 },
      { diffusivity: 1, T2: 80 },
    ],
    interfaces: [{ between: [2, 5], permeability: 0.05 }],
    wallRelaxivity: 0.002,
    sequences: [
      { type: "CosOGSE", delta: 8, Delta: 12, periods: 1 },
      { type: "DoublePGSE", delta: 3, Delta: 8, pause: 2 },
    ],
    bValues: [0, 500, 2000],
    directions: [[0, 0, 1], [1, 2, -1]],
    weights,
  };
  type Entry = typeof entry;
  const run = (at: Entry) => runCase(readCase(at as never), { modes: 30, gradient: true });
  const { gradient, signal, signalByCompartment } = await run(entry);
  assert(gradient !== undefined);
  signal.flat(2).forEach(([re], i) => {
    const sum = signalByCompartment.reduce((total, s) => total + s.flat(2)[i][0], 0);
    assertAlmostEquals(sum, re, 1e-10);
  });
  const along = async (change: (copy: Entry, h: number) => void, h: number) => {
    const at = async (step: number) => {
      const copy = structuredClone(entry);
      change(copy, step);
      return weighted(await run(copy));
    };
    return (8 * (await at(h) - await at(-h)) - (await at(2 * h) - await at(-2 * h))) / (12 * h);
  };
  const close = (slope: number, difference: number) =>
    assertAlmostEquals(slope, difference, 1e-6 * Math.abs(difference));
  type Slopes = (number | number[][])[];
  const [tensor, scalar] = gradient.diffusivity as Slopes;
  close(
    scalar as number,
    await along((c, h) => (c.compartments[1].diffusivity as number) += h, 1e-3),
  );
  const rows = tensor as number[][];
  const offDiagonal = await along((c, h) => {
    const d = c.compartments[0].diffusivity as number[][];
    d[0][1] += h;
    d[1][0] += h;
  }, 1e-3);
  close(rows[0][1] + rows[1][0], offDiagonal);
  close((gradient.T2 as number[])[1], await along((c, h) => c.compartments[1].T2 += h, 0.1));
  close(
    (gradient.spinDensity as number[])[0],
    await along((c, h) => (c.compartments[0].spinDensity as number) += h, 1e-3),
  );
  close(
    gradient.permeability[0] as number,
    await along((c, h) => (c.interfaces[0].permeability as number) += h, 1e-3),
  );
  close(gradient.wallRelaxivity!, await along((c, h) => c.wallRelaxivity += h, 1e-4));
});

Deno.test("runCase() by time stepping agrees with the matrix formalism, signal and gradient, and tells how far it is", async () => {
  const simulation = caseOf(twoBlocks(true), ...tissues);
  const modes = await runCase(simulation, { tolerance: 1e-8, gradient: true });
  const seen: number[] = [];
  const steps = await runCase(simulation, {
    method: "time-stepping",
    tolerance: 1e-7,
    gradient: true,
    onProgress: (fraction) => seen.push(fraction),
  });
  assertEquals([steps.modes, steps.corrections, steps.volume], [0, 0, modes.volume]);
  assert(steps.truncationError <= 1e-7 && seen.length > 0);
  assertEquals(Object.keys(steps.gradient!), Object.keys(modes.gradient!));
  assertSignals(steps, (i) => modes.signal.flat(2)[i], 1e-6 * modes.volume);
  steps.signalByCompartment.forEach((signal, c) =>
    signal.flat(2).forEach(([re], i) =>
      assertAlmostEquals(re, modes.signalByCompartment[c].flat(2)[i][0], 1e-6 * modes.volume)
    )
  );
  const size = Math.max(...modes.gradient!.points.flat().map(Math.abs));
  steps.gradient!.points.flat().forEach((x, i) =>
    assertAlmostEquals(x, modes.gradient!.points.flat()[i], 1e-5 * size)
  );
});

Deno.test("runCase() takes a literal waveform without b-values, and warns of what does not refocus", async () => {
  const simulation = readCase({
    mesh: inline(block),
    compartments: [{ diffusivity: 2 }],
    sequences: [{ type: "Waveform", dt: 2, gradient: [[40, 0, 0], [-40, 0, 0], [0, 20, 0]] }],
  });
  const { signal, warnings } = await runCase(simulation, { modes: 20 });
  assertEquals([signal.length, signal[0].length, signal[0][0].length], [1, 1, 1]);
  assert(warnings[0].includes("does not refocus"), warnings[0]);
  const [re, im] = signal[0][0][0];
  assert(Math.hypot(re, im) < 24);
});

Deno.test("runCase() refuses options that contradict each other or the case", async () => {
  const simulation = caseOf(block, { diffusivity: 2 });
  const { weights: _, ...unweighted } = simulation;
  const fails = (
    options: Parameters<typeof runCase>[1],
    message: string,
    of: SimulationCase = simulation,
  ) => assertRejects(() => runCase(of, options), InputError, message);
  await fails({ modes: 3, tolerance: 1e-3 }, "Both a tolerance and a number of modes are given");
  await fails({ tolerance: 0 }, "The tolerance is 0 but must lie between 0 and 1");
  await fails({ tolerance: NaN }, "The tolerance is NaN but must lie between 0 and 1");
  await fails({ modes: 2.5 }, "The number of modes is 2.5 but must be a positive whole number");
  await fails({ modes: 3, method: "time-stepping" }, "time stepping has none: give a tolerance");
  await fails({ gradient: true }, "The gradient is asked for but 'weights' is missing", unweighted);
});

Deno.test("runCase() refuses more modes than nodes", async () => {
  const error = await assertRejects(() =>
    runCase(caseOf(block, { diffusivity: 2 }), { modes: nodeCount + 1 })
  );
  assert(error instanceof InputError || error instanceof RangeError);
  assert(error.message.includes(`${nodeCount}`), error.message);
});
