import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { fullDevice } from "../../testing/altered_device.ts";
import { doubleKernel } from "../../testing/double_kernel.ts";
import { gpuTest } from "../../testing/gpu_test.ts";
import { within } from "../../testing/within.ts";
import { type Gpu, gpuOf, openGpu } from "../device.ts";
import { GpuError } from "../gpu_error.ts";
import { requestDevice } from "./adapter.ts";
import type { GpuArray } from "./gpu.ts";
import { kernel } from "./kernel.ts";

const N = 1000;

/** Records y = 2x. */
function double(gpu: Gpu, x: GpuArray, y: GpuArray): void {
  gpu.run(doubleKernel, { arrays: { x, y }, params: { n: N, by: 2 }, size: { threads: N } });
}

/** Asserts that reading fails within a second, as lost. */
async function assertLost(reading: Promise<unknown>, message: string): Promise<void> {
  const error = await assertRejects(() => within(reading, 1000, "The read"), GpuError, message);
  assertEquals(error.failure, "lost");
}

gpuTest("a device lost before the first read is told by the read", async () => {
  const { device, ...rest } = await requestDevice();
  using gpu = gpuOf({ device, ...rest });
  using x = gpu.zeros("x", N);
  using y = gpu.array("y", N);
  double(gpu, x, y);
  device.destroy();
  // More than are handed over together.
  for (let k = 0; k < 600; k++) double(gpu, x, y);
  await assertLost(gpu.read(y), "was lost");
});

gpuTest("a device lost while reads wait is told by all of them", async () => {
  const { device, ...rest } = await requestDevice();
  using gpu = gpuOf({ device, ...rest });
  using x = gpu.zeros("x", N);
  using y = gpu.array("y", N);
  double(gpu, x, y);
  await gpu.read(y);
  const first = gpu.read(y), second = gpu.read(x, y);
  device.destroy();
  await Promise.all([assertLost(first, "was lost"), assertLost(second, "was lost")]);
  assert(gpu.lost());
  const calls = [
    () => gpu.array("z", 4),
    () => gpu.write(x, Float64Array.of(1)),
    () => double(gpu, x, y),
    () => gpu.clear(x),
    () => gpu.copy(x, y),
    () => gpu.flush(),
  ];
  for (const call of calls) {
    assertEquals(assertThrows(call, GpuError, "open another one").failure, "lost");
  }
});

gpuTest("a device disposed of while a read waits says so", async () => {
  const gpu = await openGpu();
  const reading = gpu.read(gpu.zeros("x", N));
  gpu[Symbol.dispose]();
  gpu[Symbol.dispose]();
  await assertLost(reading, "disposed of");
});

gpuTest("after a loss another device works", async () => {
  const { device, ...rest } = await requestDevice();
  using lost = gpuOf({ device, ...rest });
  device.destroy();
  await assertLost(lost.read(), "was lost");
  using gpu = await openGpu();
  using x = gpu.upload("x", new Float32Array(N).fill(1));
  using y = gpu.array("y", N);
  double(gpu, x, y);
  const [out] = await gpu.read(y);
  assert(out.every((value) => value === 2));
});

gpuTest("a buffer there is no memory for is named, and not used again", async () => {
  const { device, ...rest } = await requestDevice();
  using gpu = gpuOf({ device: fullDevice(device, "modes"), ...rest });
  {
    using _modes = gpu.array("modes", 3 * 2 ** 20);
    const error = await assertRejects(
      () => gpu.read(),
      GpuError,
      "has run out of memory for the array 'modes' of 12 MiB: use fewer modes",
    );
    assertEquals(error.failure, "memory");
  }
  using x = gpu.upload("x", new Float32Array(3 * 2 ** 20).fill(3));
  using y = gpu.array("y", N);
  double(gpu, x, y);
  const [out] = await gpu.read(y);
  assert(out.every((value) => value === 6));
});

gpuTest("a kernel that does not compile is named by every read that may depend on it", async () => {
  using gpu = await openGpu();
  using x = gpu.zeros("x", 4);
  using y = gpu.array("y", 4);
  const broken = kernel({ ...doubleKernel, name: "broken", code: "fn main( {" });
  gpu.run(broken, { arrays: { x, y }, params: { n: 4, by: 1 }, size: { threads: 4 } });
  const reads = [gpu.read(y), gpu.read(x)];
  for (const read of reads) {
    const error = await assertRejects(() => read, GpuError, "refused the kernel 'broken': ");
    assertEquals(error.failure, "validation");
  }
  assertEquals([...(await gpu.read(x))[0]], [0, 0, 0, 0]);
});

gpuTest("a kernel whose pipeline is refused is named", async () => {
  using gpu = await openGpu();
  using x = gpu.zeros("x", 4);
  using y = gpu.array("y", 4);
  // It has an array that no binding is made for.
  const code = `@group(3) @binding(0) var<storage> z: array<f32>;\n${
    doubleKernel.code.replace("x[i]", "x[i] * z[i]")
  }`;
  const greedy = kernel({ ...doubleKernel, name: "with an array of its own", code });
  gpu.run(greedy, { arrays: { x, y }, params: { n: 4, by: 1 }, size: { threads: 4 } });
  await assertRejects(
    () => gpu.read(y),
    GpuError,
    "refused the kernel 'with an array of its own': ",
  );
});

gpuTest("an error outside of every watch reaches the next read", async () => {
  const { device, ...rest } = await requestDevice();
  // Without scopes every error is uncaught.
  const { popErrorScope, pushErrorScope } = device;
  device.pushErrorScope = () => {};
  device.popErrorScope = () => Promise.resolve(null);
  using gpu = gpuOf({ device, ...rest });
  device.pushErrorScope = pushErrorScope;
  device.popErrorScope = popErrorScope;
  device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE });
  const told: unknown[] = [];
  // It is told whenever the device comes to it.
  for (let k = 0; k < 5; k++) {
    await gpu.read().catch((error) => told.push(error));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assertEquals(told.length, 1);
  assert(told[0] instanceof GpuError && told[0].message.includes("refused a command"));
});
