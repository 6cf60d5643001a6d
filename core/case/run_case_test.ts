import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
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

Deno.test("runCase() with every mode: S(0) is the volume, |S| ≤ S(0), the same from any origin", () => {
  const result = runCase(caseOf(block, { diffusivity: 2 }), { modes: nodeCount });
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
  const elsewhere = runCase(caseOf(moved, { diffusivity: 2 }), { modes: nodeCount });
  assertSignals(elsewhere, (i) => result.signal.flat(2)[i], 1e-9);
});

Deno.test("runCase() multiplies by the spin density and e^{−TE/T2}", () => {
  const options = { modes: 12 };
  const plain = runCase(caseOf(block, { diffusivity: 2 }), options).signal.flat(2);
  const tissue = { diffusivity: 2, T2: 40, spinDensity: 0.7 };
  const echoTimes = [15, 34];
  assertSignals(
    runCase(caseOf(block, tissue), options),
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

Deno.test("runCase() of two closed compartments is the sum of each alone, whether they share nodes or not", () => {
  for (const touching of [false, true]) {
    const mesh = twoBlocks(touching);
    const whole = runCase(caseOf(mesh, ...tissues), { tolerance: 1e-6 });
    const alone = [2, 5].map((id, c) => {
      const tets = mesh.tets.filter((_, k) => mesh.compartments[Math.floor(k / 4)] === id);
      const part = tetMesh({ points: mesh.points, tets }, { removeUnusedNodes: true });
      return runCase(caseOf(part, tissues[c]), { tolerance: 1e-6 });
    });
    assertAlmostEquals(whole.volume, alone[0].volume + alone[1].volume, 1e-10);
    assertEquals(whole.modes, alone[0].modes + alone[1].modes);
    const parts = alone.map(({ signal }) => signal.flat(2));
    assertSignals(whole, (i) => [0, 1].map((k) => parts[0][i][k] + parts[1][i][k]), 1e-10);
    whole.signalByCompartment.forEach((signal, c) =>
      signal.flat(2).forEach(([re], i) => assertAlmostEquals(re, parts[c][i][0], 1e-10))
    );
  }
});

/** The centred difference of the weighted signal along a change of the case. */
function slope(
  change: (h: number) => SimulationCase,
  options: { modes?: number; tolerance?: number },
  h: number,
): number {
  const at = (step: number): number => weighted(runCase(change(step), options));
  return (at(h) - at(-h)) / (2 * h);
}

Deno.test("runCase() with the gradient agrees with finite differences in points, diffusivity and T2", () => {
  const tissue = { diffusivity: 2, T2: 70, spinDensity: 0.9 };
  const options = { modes: 20 };
  const result = runCase(caseOf(block, tissue), { ...options, gradient: true });
  const { gradient } = result;
  assert(gradient !== undefined);
  assertSignals(runCase(caseOf(block, tissue), options), (i) => result.signal.flat(2)[i], 1e-11);
  const step = block.points.data.map((_, i) => Math.sin(3 * i + 1) * 0.1);
  const along = gradient.points.flat().reduce((sum, g, i) => sum + g * step[i], 0);
  const moved = (h: number) => {
    const data = block.points.data.map((x, i) => x + h * step[i]);
    return caseOf({ ...block, points: { ...block.points, data } }, tissue);
  };
  const scale = Math.abs(along);
  assertAlmostEquals(slope(moved, options, 1e-4), along, 1e-6 * scale);
  assert(typeof gradient.diffusivity === "number" && typeof gradient.T2 === "number");
  const faster = (h: number) => caseOf(block, { ...tissue, diffusivity: 2 + h });
  assertAlmostEquals(
    slope(faster, options, 1e-4),
    gradient.diffusivity,
    1e-6 * Math.abs(gradient.diffusivity),
  );
  const longer = (h: number) => caseOf(block, { ...tissue, T2: 70 + h });
  assertAlmostEquals(slope(longer, options, 1e-2), gradient.T2, 1e-6 * Math.abs(gradient.T2));
});

Deno.test("runCase() gives one slope per compartment, adds them where one entry serves all, and those of shared nodes", () => {
  const mesh = twoBlocks(true);
  const options = { tolerance: 1e-9, gradient: true };
  const { gradient } = runCase(caseOf(mesh, ...tissues), options);
  assert(gradient !== undefined && Array.isArray(gradient.diffusivity));
  assertEquals(gradient.diffusivity.length, 2);
  assertEquals((gradient.T2 as number[])[1], 0);
  const second = (h: number) =>
    caseOf(mesh, tissues[0], { ...tissues[1], diffusivity: tissues[1].diffusivity + h });
  const expected = slope(second, { tolerance: 1e-9 }, 1e-4);
  assertAlmostEquals(gradient.diffusivity[1], expected, 1e-6 * Math.abs(expected));

  // Stretching everything along z by 1 + h moves shared nodes on both sides.
  const along = gradient.points.reduce(
    (sum, [, , g], n) => sum + g * mesh.points.data[3 * n + 2],
    0,
  );
  const stretched = (h: number) => {
    const data = mesh.points.data.map((x, i) => i % 3 === 2 ? x * (1 + h) : x);
    return caseOf({ ...mesh, points: { ...mesh.points, data } }, ...tissues);
  };
  assertAlmostEquals(slope(stretched, { tolerance: 1e-9 }, 1e-4), along, 1e-6 * Math.abs(along));

  const one = runCase(caseOf(mesh, { diffusivity: 2 }), options).gradient;
  const both = runCase(caseOf(mesh, { diffusivity: 2 }, { diffusivity: 2 }), options).gradient;
  const [a, b] = both?.diffusivity as number[];
  assertAlmostEquals(one?.diffusivity as number, a + b, 1e-10 * Math.abs(a + b));
});

Deno.test("runCase() refuses options that contradict each other or the case", () => {
  const simulation = caseOf(block, { diffusivity: 2 });
  const { weights: _, ...unweighted } = simulation;
  const fails = (
    options: Parameters<typeof runCase>[1],
    message: string,
    of: SimulationCase = simulation,
  ) => assertThrows(() => runCase(of, options), InputError, message);
  fails({ modes: 3, tolerance: 1e-3 }, "Both a tolerance and a number of modes are given");
  fails({ tolerance: 0 }, "The tolerance is 0 but must lie between 0 and 1");
  fails({ tolerance: NaN }, "The tolerance is NaN but must lie between 0 and 1");
  fails({ modes: 2.5 }, "The number of modes is 2.5 but must be a positive whole number");
  fails({ gradient: true }, "The gradient is asked for but 'weights' is missing", unweighted);
  fails({ modes: 3 }, "the mesh has 2 compartments", caseOf(twoBlocks(false), ...tissues));
});

Deno.test("runCase() refuses more modes than nodes", () => {
  const error = assertThrows(() =>
    runCase(caseOf(block, { diffusivity: 2 }), { modes: nodeCount + 1 })
  );
  assert(error instanceof InputError || error instanceof RangeError);
  assert(error.message.includes(`${nodeCount}`), error.message);
});
