import { assert, assertEquals, assertGreater, assertLess, assertRejects } from "@std/assert";
import {
  type BackendAction,
  type CpuBackend,
  cpuBackend,
  DeviceError,
} from "../../../testing/cpu_backend.ts";
import { threeBlocks, threeBlockTissue as tissue } from "../../../testing/three_blocks.ts";
import {
  add,
  checkGrads,
  type ComplexTensor,
  jacobian,
  multiply,
  square,
  sum,
  type Tensor,
  valueAndGrad,
  vjp,
} from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import { lbfgs, minimise } from "../../optimise/mod.ts";
import type { SignalInputs } from "../problem/mod.ts";
import { pgse } from "../protocol/mod.ts";
import { matrixFormalism, type MatrixFormalismSignalOptions, simulateSignal } from "./mod.ts";

const mesh = threeBlocks();
const protocol = pgse({
  delta: [3, 5],
  Delta: [6, 12],
  bValues: [0, 800, 3000],
  directions: [[1, 0, 0], [0, 1, 2]],
});
const sizes: Record<string, MatrixFormalismSignalOptions> = {
  modes: { modes: 8 },
  "modes and corrections": { modes: 6, corrected: 2 },
  "a tolerance": { tolerance: 1e-4 },
};

/** Everything a signal is differentiated by. */
interface At {
  readonly points: Tensor;
  readonly inputs: SignalInputs;
}
const vector = (...values: number[]): Tensor => ({
  shape: [values.length],
  data: Float64Array.from(values),
});
const at: At = {
  points: { shape: mesh.points.shape, data: mesh.points.data.map((x, i) => x + 1e-3 * (i % 7)) },
  inputs: {
    diffusivity: vector(1.9, 1.3, 1.6),
    T2: vector(70, 65, 55),
    spinDensity: vector(1, 0.8, 0.9),
    permeability: 0.04,
    bValues: vector(0, 900, 2500),
    timings: { delta: vector(2.9, 5.1) },
  },
};

/** A loss that every part of a signal counts in. */
function lossOf({ real, imag }: ComplexTensor): Tensor {
  const count = real.shape.reduce((product, size) => product * size, 1);
  const data = Float64Array.from({ length: count }, (_, i) => Math.sin(1 + i));
  return add(sum(multiply({ shape: real.shape, data }, real)), sum(square(imag)));
}

/** How often a backend did something. */
function timesOf(backend: CpuBackend): (action: BackendAction) => number {
  return (action) => backend.actions.filter((own) => own === action).length;
}

for (const [name, size] of Object.entries(sizes)) {
  for (const byCompartment of [false, true]) {
    const options = { ...size, byCompartment };
    Deno.test(`a backend's values and gradients are the processor's with ${name}, by compartment: ${byCompartment}`, async () => {
      const backend = cpuBackend();
      const simulate = matrixFormalism(mesh, tissue, protocol, options);
      const simulateThere = matrixFormalism(mesh, tissue, protocol, { ...options, backend });
      assertEquals(backend.actions, []);
      assertEquals(await simulateThere(), simulate());
      const here = valueAndGrad((p: At) => lossOf(simulate(p.points, p.inputs)))(at);
      const there = await valueAndGrad(async (p: At) =>
        lossOf(await simulateThere(p.points, p.inputs))
      )(at);
      assertEquals(there, here);
      const [, { points, inputs }] = here;
      assertGreater(points.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0), 0.01);
      assert(inputs.timings !== undefined && inputs.permeability !== 0);
      // Three pieces, made ready once, reduced and evaluated twice.
      const actions = ["prepare", "reduce", "evaluate", "pullback"] as const;
      assertEquals(actions.map(timesOf(backend)), [3, 6, 6, 3]);
    });
  }
}

const small = { modes: 8 };
const here = matrixFormalism(mesh, tissue, protocol, small);
const moved = (shift: number): Tensor => ({
  shape: mesh.points.shape,
  data: mesh.points.data.map((x, i) => x * (1 + shift * (i % 3))),
});
const shifts = [0.01, 0.03, -0.02, 0.05];

Deno.test("calls of one function at the same time are served in turn, and evaluated once", async () => {
  const backend = cpuBackend();
  const there = matrixFormalism(mesh, tissue, protocol, { ...small, backend });
  const slopes = valueAndGrad((points: Tensor) => lossOf(here(points)));
  const slopesThere = valueAndGrad(async (points: Tensor) => lossOf(await there(points)));
  const found = await Promise.all(shifts.map((shift) => slopesThere(moved(shift))));
  assertEquals(found, shifts.map((shift) => slopes(moved(shift))));
  assertEquals(timesOf(backend)("prepare"), 3);
  assertEquals(timesOf(backend)("reduce") / 3, shifts.length);
});

Deno.test("a pullback after another evaluation is evaluated again, one right after its own is not", async () => {
  const backend = cpuBackend(), reductions = () => timesOf(backend)("reduce") / 3;
  const there = matrixFormalism(mesh, tissue, protocol, { ...small, backend });
  const product = (T2: number) =>
    multiply(lossOf(here(moved(0.01), { T2 })), lossOf(here(moved(0.03), { T2 })));
  const productThere = async (T2: number) => {
    const [a, b] = await Promise.all([0.01, 0.03].map((shift) => there(moved(shift), { T2 })));
    return multiply(lossOf(a), lossOf(b));
  };
  assertEquals(await valueAndGrad(productThere)(60), valueAndGrad(product)(60));
  // Both evaluations; the second one's pullback comes first, then the first one's.
  assertEquals(reductions(), 3);
  // Every row of a Jacobian is a pullback of one evaluation.
  const signal = (D: number) => here(mesh.points, { diffusivity: D }).real;
  const signalThere = async (D: number) => (await there(mesh.points, { diffusivity: D })).real;
  assertEquals(await jacobian(signalThere)(1.8), jacobian(signal)(1.8));
  assertEquals([reductions(), timesOf(backend)("pullback") / 3], [4, 2 + 12]);
});

Deno.test("gradient checks and optimisers take a backend's functions", async () => {
  const there = matrixFormalism(mesh, tissue, protocol, { ...small, backend: cpuBackend() });
  const signal = (p: SignalInputs) => here(mesh.points, p).real;
  const signalThere = async (p: SignalInputs) => (await there(mesh.points, p)).real;
  const start = { T2: 60, permeability: 0.03 };
  const checked = await checkGrads(signalThere, start);
  assertEquals(checked, checkGrads(signal, start));
  assertLess(checked.maximum, 1e-6);

  const target = signal({ T2: 70, permeability: 0.03 });
  const misfit = (real: Tensor) => sum(square(add(real, multiply(-1, target))));
  const options = { optimiser: lbfgs(), iterations: 8, tolerance: 1e-9 };
  const loss = valueAndGrad((T2: number) => misfit(signal({ T2, permeability: 0.03 })));
  const lossThere = valueAndGrad(async (T2: number) =>
    misfit(await signalThere({ T2, permeability: 0.03 }))
  );
  const found = await minimise(lossThere, 60, options);
  assertEquals(found, minimise(loss, 60, options));
  assertLess(Math.abs(found.params - 70), 1e-6);
});

Deno.test("what a function holds on the device is freed once it is disposed of, or cannot be made ready", async () => {
  const backend = cpuBackend(), times = timesOf(backend);
  let loss: Promise<[number, Tensor]>;
  {
    using there = matrixFormalism(mesh, tissue, protocol, { ...small, backend });
    loss = valueAndGrad(async (points: Tensor) => lossOf(await there(points)))(moved(0.01));
    await there();
    assertEquals(times("dispose"), 0);
  }
  assertEquals(await loss, valueAndGrad((points: Tensor) => lossOf(here(points)))(moved(0.01)));
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(times("dispose"), 3);

  const there = matrixFormalism(mesh, tissue, protocol, { ...small, backend: cpuBackend() });
  const [, pullback] = await vjp(
    async (points: Tensor) => lossOf(await there(points)),
    moved(0.01),
  );
  there[Symbol.dispose]();
  await assertRejects(
    async () => await pullback({ shape: [], data: Float64Array.of(1) }),
    Error,
    "is disposed of",
  );
  assertEquals(await there(), here());

  let prepared = 0;
  const before = (action: BackendAction) => {
    if (action === "prepare" && ++prepared === 3) throw new DeviceError("out of memory");
  };
  const full = cpuBackend({ before });
  assertEquals(
    await matrixFormalism(mesh, tissue, protocol, { ...small, backend: full })(),
    here(),
  );
  assertEquals(full.actions, ["prepare", "prepare", "prepare", "dispose", "dispose"]);
});

Deno.test("impossible inputs are rejected on a backend as on the processor, and later calls are served", async () => {
  const there = matrixFormalism(mesh, tissue, protocol, { ...small, backend: cpuBackend() });
  const misspelt = { diffusivities: 1 } as unknown as SignalInputs;
  const broken: Tensor = { shape: mesh.points.shape, data: mesh.points.data.map(() => NaN) };
  const [a, b, c, good] = await Promise.allSettled([
    there(mesh.points, misspelt),
    there(broken),
    there(mesh.points, { T2: -1 }),
    there(),
  ]);
  for (const { status, reason } of [a, b, c] as PromiseRejectedResult[]) {
    assert(status === "rejected" && reason instanceof InputError, String(reason));
  }
  assert(good.status === "fulfilled");
  assertEquals(good.value, here());
});

Deno.test("what a piece refuses on a backend tells which piece", async () => {
  const backend = cpuBackend({
    before: (action) => {
      if (action === "prepare") throw new InputError("The piece is impossible");
    },
  });
  const message = "In piece 0 of the 3 the tissue falls into: The piece is impossible";
  const there = matrixFormalism(mesh, tissue, protocol, { ...small, backend });
  await assertRejects(() => there(), InputError, message);
  await assertRejects(
    () => simulateSignal(mesh, tissue, protocol, { backend }),
    InputError,
    message,
  );
});
