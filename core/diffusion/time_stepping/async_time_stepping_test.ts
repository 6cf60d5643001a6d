import { assert, assertEquals, assertThrows } from "@std/assert";
import { cpuBackend, DeviceError } from "../../../testing/cpu_backend.ts";
import { threeBlocks, threeBlockTissue as tissue } from "../../../testing/three_blocks.ts";
import {
  add,
  type ComplexTensor,
  square,
  sum,
  type Tensor,
  valueAndGrad,
} from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import type { SignalInputs } from "../problem/mod.ts";
import { pgse } from "../protocol/mod.ts";
import { timeStepping, type TimeSteppingOptions } from "./mod.ts";

const mesh = threeBlocks();
const protocol = pgse({
  delta: 2,
  Delta: 4,
  bValues: [0, 1500],
  directions: [[1, 0, 0], [0, 1, 2]],
});

/** Everything a signal is differentiated by. */
interface At {
  readonly points: Tensor;
  readonly inputs: SignalInputs;
}
const at: At = {
  points: { shape: mesh.points.shape, data: mesh.points.data.map((x, i) => x + 1e-3 * (i % 7)) },
  inputs: {
    diffusivity: 1.9,
    T2: { shape: [3], data: Float64Array.of(70, 65, 55) },
    permeability: 0.04,
    timings: { delta: 1.9 },
  },
};

function lossOf({ real, imag }: ComplexTensor): Tensor {
  return add(sum(square(real)), sum(imag));
}

for (const options of [{ tolerance: 1e-4 }, { step: 1 }] satisfies TimeSteppingOptions[]) {
  Deno.test(`a backend steps as the processor does with ${JSON.stringify(options)}`, async () => {
    const backend = cpuBackend();
    const here = timeStepping(mesh, tissue, protocol, options);
    const there = timeStepping(mesh, tissue, protocol, { ...options, backend });
    assertEquals(backend.actions, []);
    // The signal at the first inputs is known from the search for the steps.
    assertEquals(await there(), here());
    assertEquals(backend.actions, ["prepare", "prepare", "prepare"]);
    const slopes = valueAndGrad((p: At) => lossOf(here(p.points, p.inputs)));
    const slopesThere = valueAndGrad(async (p: At) => lossOf(await there(p.points, p.inputs)));
    const other: At = { ...at, inputs: { ...at.inputs, permeability: 0 } };
    const found = await Promise.all([slopesThere(at), slopesThere(other)]);
    assertEquals(found, [slopes(at), slopes(other)]);
    const expected = here(mesh.points, { T2: 40 });
    assertEquals(await there(mesh.points, { T2: 40 }), expected);
    const prepared = backend.actions.filter((action) => action === "prepare");
    assertEquals(prepared.length, 3);
  });
}

Deno.test("what fails on a backend is stepped on the processor", async () => {
  const here = timeStepping(mesh, tissue, protocol, { step: 1 });
  const slopes = valueAndGrad((p: At) => lossOf(here(p.points, p.inputs)));
  for (const failing of ["prepare", "evaluate", "pullback"] as const) {
    const told: unknown[] = [];
    let failures = 0;
    const before = (action: string) => {
      if (action === failing && failures++ === 0) throw new DeviceError("device lost");
    };
    const there = timeStepping(mesh, tissue, protocol, {
      step: 1,
      backend: cpuBackend({ before }),
      onRetry: (error) => told.push(error),
    });
    const slopesThere = valueAndGrad(async (p: At) => lossOf(await there(p.points, p.inputs)));
    assertEquals(await slopesThere(at), slopes(at));
    assertEquals(await slopesThere(at), slopes(at));
    assert(told.length === 1 && told[0] instanceof DeviceError);
  }
});

Deno.test("impossible options are refused before the backend is asked for anything", () => {
  const backend = cpuBackend();
  const options = { tolerance: 1e-4, step: 1, backend };
  assertThrows(
    () => timeStepping(mesh, tissue, protocol, options),
    InputError,
    "Both tolerance and step are given: give one of them",
  );
});
