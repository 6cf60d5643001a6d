import { assertEquals, assertThrows } from "@std/assert";
import { doubleKernel } from "../../testing/double_kernel.ts";
import { gpuTest } from "../../testing/gpu_test.ts";
import { GpuError } from "../gpu_error.ts";
import { type Binding, kernel } from "./kernel.ts";

/** Asserts that a call throws a GpuError of a kind. */
function assertFails(call: () => unknown, failure: string, message: string): void {
  assertEquals(assertThrows(call, GpuError, message).failure, failure);
}

gpuTest("parameters that their types cannot hold are refused", (gpu) => {
  using x = gpu.zeros("x", 4);
  using y = gpu.array("y", 4);
  const run = (n: number, by: number) =>
    gpu.run(doubleKernel, { arrays: { x, y }, params: { n, by }, size: { threads: 4 } });
  for (const n of [1.5, -1, NaN, 2 ** 32]) {
    const message = `The parameter 'n' of the kernel 'double' is ${n}, but must be a whole number`;
    assertFails(() => run(n, 1), "validation", message);
  }
  for (const by of [NaN, Infinity, -1e39]) {
    const message =
      `The parameter 'by' of the kernel 'double' is ${by}, which single precision cannot hold`;
    assertFails(() => run(4, by), "precision", message);
  }
});

gpuTest("the largest parameters arrive as they are", async (gpu) => {
  const bits = kernel({
    name: "bits of parameters",
    bindings: { out: "read_write u32" },
    params: { u: "u32", f: "f32" },
    workgroup: [1, 1, 1],
    code: `fn main() { out[0] = p.u; out[1] = bitcast<u32>(p.f); }`,
  });
  using out = gpu.array("out", 2, "u32");
  const params = { u: 2 ** 32 - 1, f: 3.4028234663852886e38 };
  gpu.run(bits, { arrays: { out }, params, size: { threads: 1 } });
  const [data] = await gpu.read(out);
  assertEquals([...new Uint32Array(data.buffer)], [2 ** 32 - 1, 0x7f7fffff]);
});

gpuTest("indices are not taken for numbers", (gpu) => {
  using x = gpu.upload("row starts", Int32Array.of(0, 1, 2, 3));
  using y = gpu.array("y", 4);
  assertFails(
    () =>
      gpu.run(doubleKernel, {
        arrays: { x, y },
        params: { n: 4, by: 1 },
        size: { threads: 4 },
      }),
    "validation",
    "The kernel 'double' takes numbers as 'x', but 'row starts' holds indices",
  );
  assertFails(
    () => gpu.write(x, Float64Array.of(1)),
    "validation",
    "Cannot write Float64Array to 'row starts', which holds words of type u32",
  );
});

gpuTest("an array is not read and written by one run", (gpu) => {
  using y = gpu.array("y", 4);
  assertFails(
    () =>
      gpu.run(doubleKernel, {
        arrays: { x: y, y },
        params: { n: 4, by: 1 },
        size: { threads: 4 },
      }),
    "validation",
    "The kernel 'double' writes to 'y' as 'y' and takes it once more: give it a copy",
  );
});

gpuTest("writes and copies stay within their arrays", async (gpu) => {
  using x = gpu.upload("x", Float64Array.of(1, 2, 3));
  using y = gpu.zeros("y", 5);
  const beyond: [() => void, string][] = [
    [() => gpu.write(x, Float64Array.of(1, 2), 2), "Cannot write 2 words at 2 of 'x', which has 3"],
    [() => gpu.write(x, Float64Array.of(1), -1), "Cannot write 1 words at -1 of 'x'"],
    [() => gpu.write(x, Float64Array.of(1), 0.5), "Cannot write 1 words at 0.5 of 'x'"],
    [() => gpu.copy(x, y, { length: 4 }), "Cannot copy 4 words at 0 of 'x', which has 3"],
    [() => gpu.copy(x, y, { from: 4 }), "Cannot copy -1 words at 4 of 'x'"],
    [() => gpu.copy(x, y, { to: 3, length: 3 }), "Cannot copy to 3 words at 3 of 'y'"],
  ];
  for (const [call, message] of beyond) assertThrows(call, RangeError, message);
  assertFails(() => gpu.copy(x, x), "validation", "Cannot copy 'x' to itself");
  gpu.write(x, new Float64Array(0), 3);
  gpu.copy(x, y, { from: 3 });
  gpu.copy(x, y, { from: 1, to: 2 });
  assertEquals([...(await gpu.read(y))[0]], [0, 0, 2, 3, 0]);
});

gpuTest("what no device can run is refused with both numbers", (gpu) => {
  using y = gpu.array("y", 4);
  const arrays = { x: gpu.zeros("x", 4), y }, params = { n: 4, by: 1 };
  const most = gpu.limits.maxComputeWorkgroupsPerDimension;
  assertFails(
    () => gpu.run(doubleKernel, { arrays, params, size: { groups: [1, most + 1, 1] } }),
    "limit",
    `The kernel 'double' needs 1 x ${
      most + 1
    } x 1 workgroups but this device takes at most ${most}`,
  );
  assertFails(
    () => gpu.run(doubleKernel, { arrays, params, size: { groups: [1, 0.5, 1] } }),
    "validation",
    "The kernel 'double' cannot run in 1 x 0.5 x 1 workgroups",
  );
  const wide = kernel({ ...doubleKernel, name: "wide", workgroup: [257, 1, 1] });
  assertFails(
    () => gpu.run(wide, { arrays, params, size: { threads: 4 } }),
    "limit",
    "The kernel 'wide' has 257 invocations of a workgroup, but 256 at most",
  );
  const names = Array.from({ length: 9 }, (_, k) => `x${k}`);
  const bindings: Record<string, Binding> = Object.fromEntries(
    names.map((name) => [name, "read f32"]),
  );
  const greedy = kernel({ ...doubleKernel, name: "greedy", bindings });
  const nine = Object.fromEntries(names.map((name) => [name, y]));
  assertFails(
    () => gpu.run(greedy, { arrays: nine, params, size: { threads: 4 } }),
    "limit",
    "The kernel 'greedy' has 9 arrays, but 8 at most",
  );
});

gpuTest("two kernels do not share a name", (gpu) => {
  using x = gpu.zeros("x", 4);
  using y = gpu.array("y", 4);
  const run = { arrays: { x, y }, params: { n: 4, by: 1 }, size: { threads: 4 } };
  gpu.run(doubleKernel, run);
  gpu.run(kernel({ ...doubleKernel }), run);
  const other = kernel({ ...doubleKernel, code: doubleKernel.code.replace("*", "+") });
  assertFails(() => gpu.run(other, run), "validation", "Two kernels are named 'double'");
});

gpuTest("a run over nothing is not run", async (gpu) => {
  using x = gpu.zeros("x", 4);
  using y = gpu.zeros("y", 4);
  const { dispatches } = gpu.counters;
  for (const size of [{ threads: 0 }, { groups: [0, 1, 1] }] as const) {
    gpu.run(doubleKernel, { arrays: { x, y }, params: { n: 4, by: 1 }, size });
  }
  assertEquals(gpu.counters.dispatches, dispatches);
  assertEquals([...(await gpu.read(y))[0]], [0, 0, 0, 0]);
});
