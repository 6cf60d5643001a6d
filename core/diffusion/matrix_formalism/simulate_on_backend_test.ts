import { assert, assertEquals } from "@std/assert";
import { cpuBackend, DeviceError } from "../../../testing/cpu_backend.ts";
import { threeBlocks, threeBlockTissue as tissue } from "../../../testing/three_blocks.ts";
import { pgse, type Protocol } from "../protocol/mod.ts";
import { type SignalReport, simulateSignal, type SimulateSignalOptions } from "./mod.ts";

const mesh = threeBlocks();
const protocol: Protocol = pgse({
  delta: 3,
  Delta: 6,
  bValues: [0, 2000],
  directions: [[1, 0, 0], [0, 1, 2]],
});
const weights = Float64Array.of(1, -2, 0.5, 3);

/** A report without what may differ. */
function numbersOf({ timings, backend: _, warnings: __, ...numbers }: SignalReport) {
  assertEquals(Object.keys(timings), [
    "preparation",
    "eigenmodes",
    "signal",
    "truncation",
    "gradient",
  ]);
  return numbers;
}

const cases: [string, SimulateSignalOptions][] = [
  ["a tolerance", { tolerance: 1e-4 }],
  ["a tolerance and a gradient", { tolerance: 1e-4, weights }],
  ["modes", { modes: 8 }],
  ["modes, corrections and a gradient", { modes: 6, corrected: 2, weights }],
];

for (const [name, options] of cases) {
  Deno.test(`a report from a backend holds the processor's numbers with ${name}`, async () => {
    const backend = cpuBackend();
    const there = await simulateSignal(mesh, tissue, protocol, { ...options, backend });
    const here = simulateSignal(mesh, tissue, protocol, options);
    assertEquals(numbersOf(there), numbersOf(here));
    assertEquals([there.backend, here.backend], ["a test's processor", "cpu"]);
    assertEquals(there.warnings, here.warnings);
    assertEquals(backend.actions.filter((action) => action === "dispose").length, 3);
    assertEquals(backend.actions.at(-1), "dispose");
  });
}

for (const failing of ["prepare", "reduce", "evaluate", "truncation", "pullback"] as const) {
  Deno.test(`a report is the processor's where a backend fails to ${failing}, and says why`, async () => {
    let failures = 0;
    const backend = cpuBackend({
      before: (action) => {
        if (action !== failing || failures++ > 0) return;
        throw new DeviceError("out of memory");
      },
    });
    const options = { modes: 8, weights };
    const there = await simulateSignal(mesh, tissue, protocol, { ...options, backend });
    const here = simulateSignal(mesh, tissue, protocol, options);
    assert(failures > 0);
    assertEquals(numbersOf(there), numbersOf(here));
    assertEquals(there.backend, "cpu");
    assertEquals(there.warnings, [
      ...here.warnings,
      "The processor computed this, for a test's processor failed: out of memory",
    ]);
  });
}

Deno.test("the signals of compartments that lie in several pieces add up to the whole", () => {
  const { signal, signalByCompartment } = simulateSignal(mesh, tissue, protocol, { modes: 8 });
  assertEquals(signalByCompartment.length, 3);
  signal.real.data.forEach((whole, m) => {
    const parts = signalByCompartment.reduce((sum, { real }) => sum + real.data[m], 0);
    assert(Math.abs(parts - whole) <= 1e-12 * signal.real.data[0], `${parts} ${whole}`);
  });
});
