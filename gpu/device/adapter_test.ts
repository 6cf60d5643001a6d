import { assert, assertEquals, assertRejects } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { within } from "../../testing/within.ts";
import { openGpu } from "../device.ts";
import { GpuError } from "../gpu_error.ts";
import { requestDevice } from "./adapter.ts";

/** Puts another answer of navigator.gpu.requestAdapter in its place for a while. */
async function withAdapter(
  answer: (own: GPU["requestAdapter"]) => GPU["requestAdapter"],
  test: () => Promise<void>,
): Promise<void> {
  const { gpu } = navigator;
  Object.defineProperty(gpu, "requestAdapter", {
    value: answer(gpu.requestAdapter.bind(gpu)),
    configurable: true,
  });
  try {
    await test();
  } finally {
    Reflect.deleteProperty(gpu, "requestAdapter");
  }
}

gpuTest("where there is no adapter the error says what to do", async () => {
  await withAdapter(() => () => Promise.resolve(null), async () => {
    const error = await assertRejects(() => openGpu(), GpuError, "No graphics processor was found");
    assertEquals(error.failure, "unavailable");
  });
});

gpuTest("an adapter that does not keep its limits gives a device with the defaults", async () => {
  let refusals = 0;
  await withAdapter((own) => async (options) => {
    const adapter = await own(options);
    const requestDevice: GPUAdapter["requestDevice"] = (descriptor) => {
      if (descriptor?.requiredLimits === undefined) return adapter!.requestDevice(descriptor);
      refusals++;
      return Promise.reject(new DOMException("limits", "OperationError"));
    };
    return adapter && new Proxy(adapter, {
      get: (target, key) => key === "requestDevice" ? requestDevice : Reflect.get(target, key),
    });
  }, async () => {
    using gpu = await openGpu();
    assertEquals(gpu.limits.maxStorageBufferBindingSize, 2 ** 27);
    using x = gpu.upload("x", Float64Array.of(1, 2));
    assertEquals(await gpu.read(x), [Float32Array.of(1, 2)]);
  });
  assertEquals(refusals, 1);
});

gpuTest("an adapter that gives no device is named", async () => {
  await withAdapter((own) => async (options) => {
    const adapter = await own(options);
    const requestDevice = () => Promise.reject(new DOMException("in use", "OperationError"));
    return adapter && new Proxy(adapter, {
      get: (target, key) => key === "requestDevice" ? requestDevice : Reflect.get(target, key),
    });
  }, async () => {
    const error = await assertRejects(() => openGpu(), GpuError, "gave no device: in use; close");
    assertEquals(error.failure, "unavailable");
  });
});

gpuTest("a device has room for large arrays as far as its adapter has", async () => {
  const { device, description } = await requestDevice();
  assert(description.length > 0);
  assert(device.limits.maxStorageBufferBindingSize >= 2 ** 27);
  assertEquals(device.limits.maxStorageBuffersPerShaderStage, 8);
  device.destroy();
});

gpuTest("devices are opened and closed many times, and side by side", async () => {
  for (let k = 0; k < 12; k++) {
    using a = await openGpu();
    using b = await openGpu();
    using x = a.upload("x", Float64Array.of(k));
    using y = b.upload("y", Float64Array.of(-k));
    const [[xs], [ys]] = await Promise.all([a.read(x), b.read(y)]);
    assertEquals([xs[0], ys[0]], [k, -k]);
  }
});

gpuTest("a program that forgets to dispose of its device ends", async () => {
  const device = new URL("../device.ts", import.meta.url).href;
  const program = `
    const { openGpu } = await import(${JSON.stringify(device)});
    const gpu = await openGpu();
    const x = gpu.upload("x", Float64Array.of(1, 2));
    await gpu.read(x);
    console.log([...(await gpu.read(x))[0]].join());
    gpu.read(x);`;
  const running = new Deno.Command(Deno.execPath(), { args: ["eval", program] }).output();
  const { success, stdout } = await within(running, 30_000, "The program");
  assertEquals([success, new TextDecoder().decode(stdout)], [true, "1,2\n"]);
}, { denoOnly: "it starts a program" });
