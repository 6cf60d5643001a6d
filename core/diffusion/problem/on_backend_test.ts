import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  type BackendAction,
  cpuBackend,
  type CpuBackendOptions,
  DeviceError,
} from "../../../testing/cpu_backend.ts";
import { add, type ComplexTensor, sum, type Tensor, valueAndGrad } from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import { sphere } from "../../mesh/mod.ts";
import {
  matrixFormalism,
  type MatrixFormalismBackend,
  simulateSignal,
} from "../matrix_formalism/mod.ts";
import { pgse } from "../protocol/mod.ts";
import { type BackendChoice, offerBackend } from "./mod.ts";

const cell = sphere({ radius: 2, edgeLength: 1.5 });
const nodes = cell.points.shape[0];
const tissue = { diffusivity: 2 };
const protocol = pgse({ delta: 2, Delta: 5, bValues: [0, 1500], directions: [[1, 0, 0]] });
const options = { modes: 4 };

const here = matrixFormalism(cell, tissue, protocol, options);
const slopes = valueAndGrad((points: Tensor) => sum(here(points).real));
const points = (k: number): Tensor => ({
  shape: cell.points.shape,
  data: cell.points.data.map((x) => x * (1 + 0.01 * k)),
});

/** A function on a backend with what the user was told of retries. */
function elsewhere(backend: BackendChoice<MatrixFormalismBackend>) {
  const told: unknown[] = [];
  const there = matrixFormalism(cell, tissue, protocol, {
    ...options,
    backend,
    onRetry: (error) => told.push(error instanceof Error ? error.message : error),
  });
  const slopesThere = valueAndGrad(async (at: Tensor) => sum((await there(at)).real));
  return { there, slopesThere, told };
}

/** Throws at the given occurrences of an action, counted from 1. */
function failingAt(
  action: BackendAction,
  occurrences: readonly number[],
  makeError: (message: string) => Error = (message) => new DeviceError(message),
): NonNullable<CpuBackendOptions["before"]> {
  let count = 0;
  return (own) => {
    if (own === action && occurrences.includes(++count)) throw makeError(`${action} ${count}`);
  };
}

// The first test of the file: a backend once offered stays so.
Deno.test('"auto" is refused where no backend is offered', async () => {
  const message = 'The backend is "auto" but none is offered';
  await assertRejects(() => elsewhere("auto").there(), InputError, message);
  await assertRejects(
    () => simulateSignal(cell, tissue, protocol, { backend: "auto" }),
    InputError,
    message,
  );
});

Deno.test('"auto" takes the processor where a machine has nothing else', async () => {
  offerBackend(() => Promise.resolve(undefined));
  const { there, slopesThere, told } = elsewhere("auto");
  assertEquals(await there(), here());
  assertEquals(await slopesThere(points(1)), slopes(points(1)));
  const report = await simulateSignal(cell, tissue, protocol, { ...options, backend: "auto" });
  assertEquals([report.backend, report.warnings], ["cpu", []]);
  assertEquals(told, []);
});

for (const named of [true, false]) {
  Deno.test(`a backend takes problems that are large enough for it, ${named ? "given" : "offered"}`, async () => {
    for (const least of [nodes, nodes + 1]) {
      const backend = cpuBackend({ least });
      offerBackend(() => Promise.resolve(named ? undefined : backend));
      const choice = named ? backend : "auto";
      const { slopesThere, told } = elsewhere(choice);
      assertEquals(await slopesThere(points(1)), slopes(points(1)));
      const used: BackendAction[] = ["prepare", "reduce", "evaluate", "pullback"];
      assertEquals(backend.actions, least <= nodes ? used : []);
      const report = await simulateSignal(cell, tissue, protocol, { ...options, backend: choice });
      assertEquals(report.backend, least <= nodes ? backend.description : "cpu");
      assertEquals([told, report.warnings], [[], []]);
    }
  });
}

Deno.test("where making ready fails the processor computes everything, and the user is told once", async () => {
  const backend = cpuBackend({ before: failingAt("prepare", [1]) });
  const { there, slopesThere, told } = elsewhere(backend);
  assertEquals(await Promise.all([there(), there(points(1))]), [here(), here(points(1))]);
  assertEquals(await slopesThere(points(2)), slopes(points(2)));
  assertEquals(told, ["prepare 1"]);
  assertEquals(backend.actions, ["prepare"]);
});

Deno.test("an evaluation that fails is the processor's, the next one the backend's", async () => {
  const backend = cpuBackend({ before: failingAt("evaluate", [2, 4]) });
  const { slopesThere, told } = elsewhere(backend);
  const found = await Promise.all([0, 1, 2, 3, 4].map((k) => slopesThere(points(k))));
  assertEquals(found, [0, 1, 2, 3, 4].map((k) => slopes(points(k))));
  assertEquals(told, ["evaluate 2", "evaluate 4"]);
});

Deno.test("a pullback that fails is the processor's, and another one of the same evaluation too", async () => {
  const backend = cpuBackend({ before: failingAt("pullback", [1, 2, 4]) });
  const { slopesThere, told } = elsewhere(backend);
  for (const k of [0, 1, 2, 3]) assertEquals(await slopesThere(points(k)), slopes(points(k)));
  assertEquals(told, ["pullback 1", "pullback 2", "pullback 4"]);
});

Deno.test("a pullback whose states are gone and cannot be had again is the processor's", async () => {
  // The pullback of the first evaluation, after the second, reduces a third time.
  const backend = cpuBackend({ before: failingAt("reduce", [3]) });
  const { there, told } = elsewhere(backend);
  const both = (a: ComplexTensor, b: ComplexTensor) => add(sum(a.real), sum(b.imag));
  const inputs = { T2: 30 };
  const found = await valueAndGrad(async (at: Tensor) =>
    both(await there(at), await there(points(2), inputs))
  )(points(1));
  // The second signal does not depend on the points that are differentiated.
  assertEquals(backend.actions.filter((action) => action === "reduce").length, 3);
  const expected = valueAndGrad((at: Tensor) => both(here(at), here(points(2), inputs)))(points(1));
  assertEquals([found, told], [expected, ["reduce 3"]]);
});

Deno.test("a user may refuse the processor", async () => {
  for (const action of ["prepare", "evaluate", "pullback"] as const) {
    const backend = cpuBackend({ before: failingAt(action, [1]) });
    const there = matrixFormalism(cell, tissue, protocol, {
      ...options,
      backend,
      onRetry: (error) => {
        throw error;
      },
    });
    const slopesThere = valueAndGrad(async (at: Tensor) => sum((await there(at)).real));
    await assertRejects(() => slopesThere(points(1)), DeviceError, `${action} 1`);
    assertEquals(await slopesThere(points(1)), slopes(points(1)));
  }
});

Deno.test("an error that is not left to the processor is the caller's, and the next call begins anew", async () => {
  for (const action of ["prepare", "reduce", "evaluate", "pullback"] as const) {
    const backend = cpuBackend({
      before: failingAt(action, [1], (message) => new TypeError(message)),
    });
    const { slopesThere, told } = elsewhere(backend);
    const [bad, good] = await Promise.allSettled([slopesThere(points(1)), slopesThere(points(2))]);
    assertEquals(bad.status === "rejected" && bad.reason.message, `${action} 1`);
    assertEquals(good, { status: "fulfilled", value: slopes(points(2)) });
    assertEquals(told, []);
  }
});

Deno.test("a backend with a basis of its own is as near as the tolerance asks for", async () => {
  // The processor finds the size for the tolerance once more, at the same first inputs: the gradient belongs to the same signal.
  const before = failingAt("pullback", [1]);
  const there = matrixFormalism(cell, tissue, protocol, {
    tolerance: 1e-6,
    backend: cpuBackend({ before }),
  });
  const exact = matrixFormalism(cell, tissue, protocol, { modes: nodes });
  const [value, slope] = await valueAndGrad(async (D: number) =>
    sum((await there(cell.points, { diffusivity: D })).real)
  )(2);
  const [expected, expectedSlope] = valueAndGrad((D: number) =>
    sum(exact(cell.points, { diffusivity: D }).real)
  )(2);
  assertAlmostEquals(value / expected, 1, 1e-6);
  assertAlmostEquals(slope, expectedSlope, 1e-4 * Math.abs(expected));
});
