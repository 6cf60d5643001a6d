import { assert, assertEquals } from "@std/assert";
import { alteredDevice } from "../../testing/altered_device.ts";
import { gpuTest } from "../../testing/gpu_test.ts";
import { gpuOf, openGpu } from "../device.ts";
import { requestDevice } from "./adapter.ts";

/** 0, 1, 2, … from a start. */
function numbers(length: number, start: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => start + i);
}

gpuTest("reads that wait together are all right", async (gpu) => {
  using x = gpu.upload("x", numbers(3000, 0));
  using y = gpu.upload("y", numbers(70, 5));
  for (let round = 0; round < 3; round++) {
    const reads = [gpu.read(x), gpu.read(y, x), gpu.read(), gpu.read(y)];
    gpu.write(y, numbers(70, 6 + round));
    const [[a], [b, c], none, [d]] = await Promise.all(reads);
    assertEquals([a, b, c, none, d], [
      numbers(3000, 0),
      numbers(70, 5 + round),
      numbers(3000, 0),
      [],
      numbers(70, 5 + round),
    ]);
  }
});

gpuTest("every read sees what was recorded before it, and nothing after", async (gpu) => {
  using x = gpu.zeros("x", 1);
  const reads: Promise<Float32Array[]>[] = [];
  for (let k = 0; k < 20; k++) {
    gpu.write(x, Float64Array.of(k));
    reads.push(gpu.read(x));
  }
  assertEquals(
    (await Promise.all(reads)).map(([out]) => out[0]),
    Array.from({ length: 20 }, (_, k) => k),
  );
});

gpuTest("arrays of no length and of many lengths are read", async (gpu) => {
  using empty = gpu.array("empty", 0);
  assertEquals(await gpu.read(empty), [new Float32Array(0)]);
  for (const length of [1, 3, 1023, 1024, 1025, 100_000, 2]) {
    using x = gpu.upload("x", numbers(length, length));
    const [before, out, after] = await gpu.read(empty, x, empty);
    assertEquals([before.length, out, after.length], [0, numbers(length, length), 0]);
  }
});

gpuTest("what was read does not change with the array", async (gpu) => {
  using x = gpu.upload("x", numbers(10, 0));
  const [first] = await gpu.read(x);
  gpu.write(x, numbers(10, 7));
  const [second] = await gpu.read(x);
  assertEquals([first, second], [numbers(10, 0), numbers(10, 7)]);
});

gpuTest("what exceeds a staging buffer is read through several", async () => {
  const { device, ...rest } = await requestDevice();
  const small = Object.defineProperty(Object.create(null), "maxBufferSize", { value: 8200 });
  const limits: GPUSupportedLimits = new Proxy(device.limits, {
    get: (own, key) => Reflect.get(key in small ? small : own, key),
  });
  using gpu = gpuOf({ device: alteredDevice(device, { limits }), ...rest });
  const arrays = [1, 2, 3].map((start) => gpu.upload("x", numbers(2000, start)));
  assertEquals(await gpu.read(...arrays), [1, 2, 3].map((start) => numbers(2000, start)));
  assertEquals(gpu.counters.readBacks, 1);
});

gpuTest(
  "a buffer that cannot be mapped before its last mapping is told of is waited for",
  async () => {
    const { device, ...rest } = await requestDevice();
    const createBuffer: GPUDevice["createBuffer"] = (descriptor) => {
      const buffer = device.createBuffer(descriptor), own = buffer.mapAsync.bind(buffer);
      let pending = false;
      buffer.mapAsync = async (...options) => {
        if (pending) throw new DOMException("a mapping is pending", "OperationError");
        pending = true;
        await own(...options).finally(() => pending = false);
        return undefined;
      };
      return buffer;
    };
    using gpu = gpuOf({ device: alteredDevice(device, { createBuffer }), ...rest });
    using x = gpu.zeros("x", 10);
    for (let k = 0; k < 8; k++) {
      gpu.write(x, numbers(10, k));
      assertEquals(await gpu.read(x), [numbers(10, k)]);
    }
  },
);

gpuTest("staging buffers are used again", async () => {
  const { device, ...rest } = await requestDevice();
  let made = 0;
  const createBuffer: GPUDevice["createBuffer"] = (descriptor) => {
    if (descriptor.usage & GPUBufferUsage.MAP_READ) made++;
    return device.createBuffer(descriptor);
  };
  using gpu = gpuOf({ device: alteredDevice(device, { createBuffer }), ...rest });
  using x = gpu.zeros("x", 10);
  for (let k = 0; k < 30; k++) await gpu.read(x);
  assertEquals(made, 1);
  await Promise.all(Array.from({ length: 9 }, () => gpu.read(x)));
  await Promise.all(Array.from({ length: 4 }, () => gpu.read(x)));
  assertEquals(made, 9);
});

gpuTest("counters count bytes, submissions and read-backs", async () => {
  using gpu = await openGpu();
  using x = gpu.upload("x", numbers(10, 0));
  await gpu.read(x);
  await gpu.read(x, x);
  const { readBacks, submissions, bytesUp, bytesDown, dispatches } = gpu.counters;
  assertEquals({ readBacks, submissions, bytesUp, bytesDown, dispatches }, {
    readBacks: 2,
    submissions: 2,
    bytesUp: 40,
    bytesDown: 120,
    dispatches: 0,
  });
});

gpuTest("a device is disposed of right after a read", async () => {
  for (let k = 0; k < 3; k++) {
    using gpu = await openGpu();
    using x = gpu.upload("x", numbers(5000, k));
    await gpu.read(x);
    const [out] = await gpu.read(x);
    assert(out[4999] === 4999 + k);
  }
});
