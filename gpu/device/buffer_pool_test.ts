import { assert, assertEquals, assertThrows } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { openGpu } from "../device.ts";
import { GpuError } from "../gpu_error.ts";
import { requestDevice } from "./adapter.ts";
import { bufferPool, roundedSize } from "./buffer_pool.ts";
import { formatBytes } from "./format_bytes.ts";
import { deviceFaults } from "./faults.ts";

gpuTest("sizes are rounded up by an eighth at most, to the largest there may be", () => {
  for (const bytes of [0, 1, 255, 256, 257, 5000, 2 ** 20 + 4, 2 ** 27 - 4, 2 ** 27]) {
    const size = roundedSize(bytes, 2 ** 27);
    assert(size >= bytes && size % 4 === 0 && size <= Math.max(bytes * 1.125 + 256, 256));
    assert(size <= 2 ** 27);
  }
  assertEquals(roundedSize(2 ** 27 - 1000, 2 ** 27 - 3), 2 ** 27 - 4);
  assertEquals([0, 1023, 1536, 20 * 2 ** 20, 2 ** 40].map(formatBytes), [
    "0 bytes",
    "1023 bytes",
    "1.5 KiB",
    "20 MiB",
    "1024 GiB",
  ]);
});

gpuTest("an array given back is used again, under its new label", async () => {
  using gpu = await openGpu();
  const first = gpu.upload("first", Float64Array.of(1, 2, 3)), { buffer } = first;
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  using second = gpu.array("second", 4);
  using third = gpu.array("third", 4);
  assert(second.buffer === buffer);
  assert(third.buffer !== buffer);
  assertEquals([second.label, third.label], ["second", "third"]);
  const uses = [
    () => first.buffer,
    () => gpu.write(first, Float64Array.of(1)),
    () => gpu.clear(first),
    () => gpu.copy(first, second),
  ];
  for (const use of uses) {
    assertThrows(use, GpuError, "The array 'first' has been disposed of");
  }
});

gpuTest("a read of an array disposed of is refused", async (gpu) => {
  const x = gpu.zeros("x", 4);
  x[Symbol.dispose]();
  const error = await gpu.read(x).then(() => undefined, (reason) => reason);
  assert(error instanceof GpuError && error.message === "The array 'x' has been disposed of");
});

gpuTest("arrays disposed of after their device are let go", async () => {
  const gpu = await openGpu();
  using _x = gpu.zeros("x", 4);
  gpu[Symbol.dispose]();
  assert(gpu.lost());
});

gpuTest("buffers idle for longest are destroyed when there are too many", async () => {
  const { device, description } = await requestDevice();
  const pool = bufferPool(device, deviceFaults(device, description), 2 * 2 ** 20);
  const buffers = [1, 2, 3].map(() => pool.take("megabyte", 2 ** 20));
  const destroyed: GPUBuffer[] = [];
  for (const buffer of buffers) {
    buffer.destroy = () => {
      destroyed.push(buffer);
      return undefined;
    };
  }
  buffers.forEach(pool.give);
  assertEquals(destroyed.length, 0);
  pool.trim();
  assert(destroyed.length === 1 && destroyed[0] === buffers[0]);
  assert(pool.take("again", 2 ** 20) === buffers[2]);
  assert(pool.take("again", 2 ** 20) === buffers[1]);
  assert(!buffers.includes(pool.take("new", 2 ** 20)));
  pool.destroy();
  device.destroy();
});

gpuTest("lengths that are none are refused", (gpu) => {
  for (const length of [-1, 1.5, NaN]) {
    assertThrows(
      () => gpu.array("x", length),
      GpuError,
      `The array 'x' cannot have ${length} words`,
    );
  }
});
