import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { doubleKernel } from "../testing/double_kernel.ts";
import { gpuTest } from "../testing/gpu_test.ts";
import { openGpu } from "./device.ts";
import { GpuError } from "./gpu_error.ts";

gpuTest("runs follow each other in the order they were recorded", async (gpu) => {
  const n = 1000;
  using x = gpu.upload("x", Float64Array.from({ length: n }, (_, i) => i));
  using y = gpu.array("y", n);
  for (let k = 0; k < 1100; k++) {
    const [from, to] = k % 2 === 0 ? [x, y] : [y, x];
    gpu.run(doubleKernel, {
      arrays: { x: from, y: to },
      params: { n, by: k % 2 === 0 ? 2 : 0.5 },
      size: { threads: n },
    });
  }
  const [a, b] = await gpu.read(x, y);
  assertEquals(a[999], 999);
  assertEquals(b[999], 1998);
});

gpuTest("more threads than workgroups in a row", async (gpu) => {
  const n = 64 * 65535 + 65;
  using x = gpu.upload("x", new Float32Array(n).fill(3));
  using y = gpu.array("y", n);
  gpu.run(doubleKernel, { arrays: { x, y }, params: { n, by: 2 }, size: { threads: n } });
  const [out] = await gpu.read(y);
  assertEquals(out.every((value) => value === 6), true);
});

gpuTest(
  "fresh arrays are poisoned, zeros are zero, a write comes after the runs before it",
  async (gpu) => {
    using x = gpu.array("x", 5);
    using z = gpu.zeros("z", 5);
    using y = gpu.array("y", 5);
    gpu.run(doubleKernel, { arrays: { x: z, y }, params: { n: 5, by: 1 }, size: { threads: 5 } });
    gpu.write(z, Float64Array.of(1, 2), 1);
    const [a, b, c] = await gpu.read(x, z, y);
    assertEquals([...a], [NaN, NaN, NaN, NaN, NaN]);
    assertEquals([...b], [0, 1, 2, 0, 0]);
    assertEquals([...c], [0, 0, 0, 0, 0]);
  },
);

gpuTest("numbers that single precision cannot hold are refused", (gpu) => {
  assertThrows(
    () => gpu.upload("points", Float64Array.of(1, 1e39)),
    GpuError,
    "Entry 1 of 'points' is 1e+39, which single precision cannot hold",
  );
});

gpuTest("a buffer beyond the limits is refused with both numbers", (gpu) => {
  assertThrows(
    () => gpu.array("modes", 1e12),
    GpuError,
    "The array 'modes' needs 3725 GiB but an array of this device holds at most",
  );
});

gpuTest("arrays of two devices do not mix", async (gpu) => {
  using other = await openGpu();
  using x = other.zeros("x", 4);
  using y = gpu.array("y", 4);
  assertThrows(
    () =>
      gpu.run(doubleKernel, { arrays: { x, y }, params: { n: 4, by: 1 }, size: { threads: 4 } }),
    GpuError,
    "The array 'x' belongs to the device",
  );
});

gpuTest("a device that is disposed of says so", async () => {
  const gpu = await openGpu();
  const x = gpu.zeros("x", 4);
  gpu[Symbol.dispose]();
  assertEquals(gpu.lost(), true);
  await assertRejects(() => gpu.read(x), GpuError, "disposed of");
});
