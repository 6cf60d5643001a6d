import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { cpuBackend, DeviceError } from "../../../testing/cpu_backend.ts";
import { threeBlocks, threeBlockTissue as tissue } from "../../../testing/three_blocks.ts";
import { InputError } from "../../input_error.ts";
import { offerBackend } from "../problem/mod.ts";
import { pgse } from "../protocol/mod.ts";
import {
  simulateTimeStepping,
  type SimulateTimeSteppingOptions,
  type TimeSteppingReport,
  type TimeSteppingState,
} from "./mod.ts";

const mesh = threeBlocks();
const protocol = pgse({
  delta: 2,
  Delta: 4,
  bValues: [0, 1500],
  directions: [[1, 0, 0], [0, 1, 2]],
});
const weights = Float64Array.of(1, -2, 0.5, 3);
const simulate = (options: SimulateTimeSteppingOptions) =>
  simulateTimeStepping(mesh, tissue, protocol, options);

/** A report without what may differ. */
function numbersOf(report: TimeSteppingReport) {
  const { backend: _, warnings: __, factorisations: ___, ...numbers } = report;
  return numbers;
}

const cases: [string, SimulateTimeSteppingOptions][] = [
  ["a tolerance", { tolerance: 1e-4 }],
  ["a step, compartments and a gradient", { step: 1, byCompartment: true, weights }],
  ["a tolerance, compartments and a gradient", { tolerance: 1e-3, byCompartment: true, weights }],
];

for (const [name, options] of cases) {
  Deno.test(`a report from a backend holds the processor's numbers with ${name}`, async () => {
    const backend = cpuBackend();
    const there = await simulate({ ...options, backend }), here = await simulate(options);
    assertEquals(numbersOf(there), numbersOf(here));
    assertEquals([there.backend, here.backend], ["a test's processor", "cpu"]);
    assertEquals(there.warnings, here.warnings);
    assertEquals(there.stepError === undefined, options.step !== undefined);
    assertEquals(backend.actions.filter((action) => action === "dispose").length, 3);
    assertEquals(backend.actions.at(-1), "dispose");
  });
}

Deno.test("the signals of compartments that lie in several pieces add up to the whole", async () => {
  const { signal, signalByCompartment = [] } = await simulate({ step: 1, byCompartment: true });
  assertEquals(signalByCompartment.length, 3);
  signal.real.data.forEach((whole, m) => {
    const parts = signalByCompartment.reduce((sum, { real }) => sum + real.data[m], 0);
    assertAlmostEquals(parts, whole, 1e-11 * signal.real.data[0]);
  });
});

for (const failing of ["prepare", "evaluate", "pullback"] as const) {
  Deno.test(`a report is the processor's where a backend fails to ${failing}, and says why`, async () => {
    const backend = cpuBackend({
      before: (action) => {
        if (action === failing) throw new DeviceError("device lost");
      },
    });
    const options = { step: 1, weights };
    const there = await simulate({ ...options, backend }), here = await simulate(options);
    assertEquals(numbersOf(there), numbersOf(here));
    assertEquals([there.backend, there.factorisations], ["cpu", here.factorisations]);
    assertEquals(there.warnings, [
      ...here.warnings,
      "The processor computed this, for a test's processor failed: device lost",
    ]);
  });
}

Deno.test("a backend's work is watched piece by piece; its state begins anew on the processor", async () => {
  const fractions: number[] = [];
  let state: TimeSteppingState | undefined;
  const options = { step: 1 };
  const there = await simulate({
    ...options,
    backend: cpuBackend(),
    onProgress: (fraction, current) => {
      fractions.push(fraction);
      state = current();
    },
  });
  assertEquals(fractions, [1 / 3, 2 / 3, 1]);
  assert(state !== undefined);
  assertEquals(state.solved, []);
  assertEquals(numbersOf(await simulate({ ...options, resume: state })), numbersOf(there));
});

Deno.test("a state is taken up on the processor alone", async () => {
  const backend = cpuBackend();
  let state: TimeSteppingState | undefined;
  const options = {
    step: 1,
    onProgress: (_: number, at: () => TimeSteppingState) => state ??= at(),
  };
  const here = await simulate(options);
  assert(state !== undefined);
  const resume = state;
  await assertRejects(
    () => simulate({ step: 1, resume, backend }),
    InputError,
    "but only the processor can take it up",
  );
  offerBackend(() => Promise.resolve(backend));
  const again = await simulate({ step: 1, resume, backend: "auto" });
  assertEquals(numbersOf(again), numbersOf(here));
  assertEquals([again.backend, backend.actions], ["cpu", []]);
});

Deno.test("a backend's work can be interrupted, which is not retried", async () => {
  const abort = new AbortController();
  let watched = 0;
  const interrupted = simulate({
    step: 1,
    backend: { ...cpuBackend(), retries: () => true },
    onProgress: () => {
      watched++;
      abort.abort(new Error("enough"));
    },
    signal: abort.signal,
  });
  await assertRejects(() => interrupted, Error, "enough");
  assertEquals(watched, 1);
});
