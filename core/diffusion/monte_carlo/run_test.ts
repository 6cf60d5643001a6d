import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import { InputError } from "../../input_error.ts";
import { box, type TetMesh, tetMesh } from "../../mesh/mod.ts";
import { pgse } from "../protocol/mod.ts";
import { monteCarlo, type MonteCarloOptions } from "./mod.ts";
import { BLOCK } from "./walk_plan.ts";

const mesh = box({ size: [2, 2, 2], edgeLength: 1 });
const tissue = { diffusivity: 1, T2: 40 };
const protocol = pgse({
  delta: 1,
  Delta: 2,
  bValues: [0, 500],
  directions: [[1, 0, 0], [0, 1, 0]],
});
const run = (options: MonteCarloOptions) =>
  monteCarlo(mesh, tissue, protocol, { timeStep: 0.1, ...options });

Deno.test("a seed gives one signal, in one thread or in several", async () => {
  const walkers = 2 * BLOCK + 100;
  const here = await run({ walkers, seed: 9 });
  const threads = await run({ walkers, seed: 9, workers: 2 });
  assertEquals(threads, here);
  const other = await run({ walkers, seed: 10 });
  const [a, b] = [here, other].map(({ signal }) => signal.real.data[1]);
  assertLess(1e-6, Math.abs(a - b));
});

Deno.test("a resumed simulation is the one that was never stopped", async () => {
  const whole = await run({ walkers: BLOCK + 500 });
  const part = await run({ walkers: BLOCK });
  assertEquals(await run({ walkers: 500, resume: part.state }), whole);
});

Deno.test("a stopped simulation returns what it has", async () => {
  const controller = new AbortController();
  let seen = 0;
  const report = await run({
    walkers: 3 * BLOCK,
    signal: controller.signal,
    onProgress: ({ walkers, total }) => {
      assertEquals(total, 3 * BLOCK);
      assert(walkers >= seen);
      seen = walkers;
      if (walkers > BLOCK) controller.abort();
    },
  });
  // Progress is told within blocks too, depending on the time they take; whole blocks are kept.
  assert(report.walkers === BLOCK || report.walkers === 2 * BLOCK);
  assertEquals(report, await run({ walkers: report.walkers }));
  await assertRejects(() => run({ signal: AbortSignal.abort() }), DOMException);
});

Deno.test("impossible settings are refused", async () => {
  const first = await run({ walkers: 2 });
  const cases: [MonteCarloOptions, string][] = [
    [{ walkers: 0 }, "The number of walkers is 0 but must be a whole number of at least 2"],
    [{ walkers: 10.5 }, "The number of walkers is 10.5 but must be a whole number of at least 2"],
    [{ seed: -1 }, "The seed is -1 but must be a whole number of at least 0"],
    [{ workers: -2 }, "The number of workers is -2 but must be a whole number of at least 0"],
    [{ timeStep: 0 }, "The time step is 0 ms but must be a positive number"],
    [{ timeStep: NaN }, "The time step is NaN ms but must be a positive number"],
    [
      { timeStep: 0.6 },
      "The time step is 0.6 ms but must be at most 0.500 ms: √(2Dh) would exceed the size 3V/S of a compartment",
    ],
    [
      { resume: first.state, seed: 3 },
      "The seed is 3 but the simulation to resume has 1: leave it out",
    ],
    [
      { resume: first.state, timeStep: 0.2 },
      "The time step is 0.2 ms but the simulation to resume has 0.1 ms: leave it out",
    ],
    [
      { resume: { ...first.state, sums: new Float64Array(3) } },
      "The state to resume holds 3 sums but the measurements and compartments need 16: resume with the same tissue and protocol",
    ],
  ];
  for (const [options, message] of cases) {
    await assertRejects(() => run(options), InputError, message);
  }
  const strong = pgse({ delta: 1, Delta: 2, bValues: [1e5], directions: [[1, 0, 0]] });
  await assertRejects(
    () => monteCarlo(mesh, tissue, strong, { timeStep: 0.3 }),
    InputError,
    "the gradient would change the phase too much within a step",
  );
  const wide = box({ size: [20, 20, 20], edgeLength: 10 });
  await assertRejects(
    () => monteCarlo(wide, tissue, protocol, { timeStep: 4 }),
    InputError,
    "The time step is 4 ms but must be at most",
  );
});

/** A box cut in two across x. */
function halves(): TetMesh {
  const { points, tets } = mesh;
  const compartments = Array.from({ length: tets.length / 4 }, (_, t) => {
    let x = 0;
    for (let k = 0; k < 4; k++) x += points.data[3 * tets[4 * t + k]];
    return x < 0 ? 0 : 1;
  });
  return tetMesh({ points, tets, compartments });
}

Deno.test("a permeability beyond the step is refused, or the default step shortened", async () => {
  const leaky = (permeability: number) => ({
    compartments: [{ diffusivity: 2 }, { diffusivity: 0.02 }],
    interfaces: [{ between: [0, 1] as const, permeability }],
  });
  await assertRejects(
    () => monteCarlo(halves(), leaky(3), protocol, { timeStep: 0.1, walkers: 10 }),
    InputError,
    "no probability to cross a wall gives its permeability",
  );
  const [short, shorter] = [3, 20].map((kappa) =>
    monteCarlo(halves(), leaky(kappa), protocol, { walkers: 10 })
  );
  assertLess((await shorter).timeStep, 0.6 * (await short).timeStep);
});
