import { assert, assertEquals } from "@std/assert";
import { cpuBackend, DeviceError } from "../../testing/cpu_backend.ts";
import { box } from "../mesh/mod.ts";
import type { CaseResult } from "./case_result.ts";
import { readCase } from "./read_case.ts";
import { runCase, type RunCaseOptions } from "./run_case.ts";

const block = box({ size: [3, 2, 4], edgeLength: 1.5 });
const rows = (data: ArrayLike<number>, width: number) =>
  Array.from(
    { length: data.length / width },
    (_, r) => Array.from({ length: width }, (_, k) => data[width * r + k]),
  );
const simulation = readCase({
  mesh: { points: rows(block.points.data, 3), tets: rows(block.tets, 4) },
  compartments: [{ diffusivity: 2, T2: 80 }],
  sequences: [{ type: "PGSE", delta: 3, Delta: 6 }],
  bValues: [0, 1000],
  directions: [[0, 0, 1], [1, 2, -1]],
  weights: [[[1, -2], [0.5, 3]]],
});

/** A result without what may differ. */
function numbersOf({ timings: _, backend: __, warnings: ___, ...numbers }: CaseResult) {
  return numbers;
}

for (const method of ["matrix-formalism", "time-stepping"] as const) {
  const options: RunCaseOptions = { method, tolerance: 1e-4, gradient: true };

  Deno.test(`runCase() by ${method} on a backend has the processor's numbers, and says where`, async () => {
    const there = await runCase(simulation, { ...options, backend: cpuBackend() });
    const here = await runCase(simulation, options);
    assertEquals(numbersOf(there), numbersOf(here));
    assertEquals([there.backend, here.backend], ["a test's processor", "cpu"]);
    assertEquals(there.warnings, []);
    assert(there.gradient !== undefined);
  });

  Deno.test(`runCase() by ${method} falls back to the processor, and says why`, async () => {
    const backend = cpuBackend({
      before: () => {
        throw new DeviceError("out of memory");
      },
    });
    const there = await runCase(simulation, { ...options, backend });
    assertEquals(numbersOf(there), numbersOf(await runCase(simulation, options)));
    assertEquals([there.backend, there.warnings], ["cpu", [
      "The processor computed this, for a test's processor failed: out of memory",
    ]]);
  });
}
