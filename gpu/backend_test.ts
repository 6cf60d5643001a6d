import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  type ComplexTensor,
  fibonacciHemisphere,
  matrixFormalism,
  multiply,
  pgse,
  simulateSignal,
  simulateTimeStepping,
  sphere,
  sum,
  type Tensor,
  valueAndGrad,
  withPoints,
} from "../mod.ts";
import { gpuTest } from "../testing/gpu_test.ts";
import { onSlowClock } from "../testing/slow_clock.ts";
import { backendOn, type GpuBackend } from "./backend.ts";
import { requestDevice } from "./device/adapter.ts";
import { gpuOf } from "./device.ts";
import { GpuError } from "./gpu_error.ts";

const cell = sphere({ radius: 3, edgeLength: 1.2 }), tissue = { diffusivity: 2 };
const protocol = pgse({
  delta: 5,
  Delta: 10,
  bValues: [0, 2000],
  directions: fibonacciHemisphere(2),
});
const total = ({ real }: ComplexTensor): Tensor => sum(real);
const processorSignal = matrixFormalism(cell, tissue, protocol, { modes: 12 });
const slopesOf = valueAndGrad((points: Tensor) => total(processorSignal(points)));

/** A backend of its own, and what takes its device away. */
async function ownBackend(
  options: { readonly crossover?: number; readonly retryOnCpu?: boolean },
): Promise<{ backend: GpuBackend; lose: () => void }> {
  const { device, ...rest } = await requestDevice();
  return {
    backend: backendOn(gpuOf({ device, ...rest }), options),
    lose: () => device.destroy(),
  };
}

gpuTest("a mesh below the crossover is left to the processor", async () => {
  const { backend: above } = await ownBackend({ crossover: 50 });
  const { backend: below } = await ownBackend({ crossover: 50_000 });
  using _above = above, _below = below;
  const on = async (backend: GpuBackend) =>
    (await simulateSignal(cell, tissue, protocol, { modes: 12, backend })).backend;
  assertEquals(await on(above), above.description);
  assertEquals(await on(below), "cpu");
});

gpuTest("a device lost before a simulation is an error, or the processor's work", async () => {
  const { backend, lose } = await ownBackend({});
  lose();
  const error = await assertRejects(
    () => simulateSignal(cell, tissue, protocol, { modes: 12, backend }),
    GpuError,
    "was lost",
  );
  assertEquals(error.failure, "lost");
  assert(backend.lost());

  const retrying = await ownBackend({ retryOnCpu: true });
  retrying.lose();
  const report = await simulateSignal(cell, tissue, protocol, {
    modes: 12,
    backend: retrying.backend,
  });
  assertEquals(report.backend, "cpu");
  assertEquals(report.warnings.length, 1);
  assert(report.warnings[0].includes("was lost"), report.warnings[0]);
  assertEquals(report.signal, simulateSignal(cell, tissue, protocol, { modes: 12 }).signal);
});

gpuTest("a device lost between value and gradient: the processor gives the gradient", async () => {
  const { backend, lose } = await ownBackend({ retryOnCpu: true });
  const failures: unknown[] = [];
  using simulate = matrixFormalism(cell, tissue, protocol, {
    modes: 12,
    backend,
    onRetry: (error) => failures.push(error),
  });
  const [value, slope] = await valueAndGrad(async (points: Tensor) => {
    const signal = await simulate(points);
    lose();
    return total(signal);
  })(cell.points);
  const [expected, expectedSlope] = slopesOf(cell.points);
  assertAlmostEquals(value / expected, 1, 1e-6);
  assertEquals(slope, expectedSlope);
  assertEquals(failures.length, 1);
  assert(failures[0] instanceof GpuError && failures[0].failure === "lost");
});

gpuTest("a device lost in the middle of time stepping is told", async () => {
  const { backend, lose } = await ownBackend({});
  const stepping = () =>
    simulateTimeStepping(cell, tissue, protocol, { tolerance: 1e-4, backend, onProgress: lose });
  await assertRejects(() => onSlowClock(stepping), GpuError, "was lost");
});

gpuTest("what single precision cannot hold is refused, or computed on the processor", async () => {
  // A mesh so large that its volume is 1e44 µm³, with a diffusivity to match.
  const size = 1e14, large = withPoints(cell, multiply(cell.points, size));
  const fast = { diffusivity: 2 * size ** 2 };
  const tiny = pgse({
    delta: 5,
    Delta: 10,
    bValues: [0, 2000 / size ** 2],
    directions: [[1, 0, 0]],
  });
  const options = { modes: 12 };
  const { backend } = await ownBackend({}),
    { backend: retrying } = await ownBackend({
      retryOnCpu: true,
    });
  using _backend = backend, _retrying = retrying;
  const error = await assertRejects(
    () => simulateSignal(large, fast, tiny, { ...options, backend }),
    GpuError,
    "single precision",
  );
  assertEquals(error.failure, "precision");
  const report = await simulateSignal(large, fast, tiny, { ...options, backend: retrying });
  assertEquals(report.backend, "cpu");
  const [whole, attenuated] = report.signal.real.data;
  assert(whole > 1e43 && attenuated / whole > 0.1 && attenuated / whole < 1);
});
