/**
 * Tests that fail in every way a test can, for the test of the harness.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { kernel } from "../../gpu/device/kernel.ts";
import { gpuTest } from "../gpu_test.ts";
import { readProjectText } from "../project_file.ts";

const count = kernel({
  name: "count",
  bindings: { out: "read_write u32" },
  params: { n: "u32" },
  workgroup: [64, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u) { if (id.x < p.n) { out[id.x] = id.x; } }`,
});

gpuTest("passes", async (gpu) => {
  using out = gpu.array("out", 100, "u32");
  gpu.run(count, { arrays: { out }, params: { n: 99 }, size: { threads: 99 } });
  const [data] = await gpu.read(out);
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length);
  assertEquals([words[0], words[98], words[99]], [0, 98, 0x7fc00000]);
});

gpuTest("fails", () => assertEquals([1, 2], [1, 3]));

gpuTest("hangs", () => new Promise(() => {}));

gpuTest("is in a worker of Deno's", () => {}, { denoOnly: "it needs Deno" });

gpuTest("has an error of its own that nobody catches", async () => {
  setTimeout(() => {
    throw new Error("nobody catches this");
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
});

gpuTest("records a command that is refused and does not read", (gpu) => {
  using out = gpu.array("out", 64, "u32");
  const broken = kernel({ ...count, name: "count in vain", code: "fn main( {" });
  gpu.run(broken, { arrays: { out }, params: { n: 64 }, size: { threads: 64 } });
});

gpuTest("reads a file, and nothing outside", async () => {
  const text = await readProjectText("deno.json");
  assertEquals(JSON.parse(text ?? "{}").name, "@torrey/torrey");
  assertEquals(await readProjectText("testdata/no_such_file.json"), undefined);
  assertEquals(await readProjectText("../../etc/hostname"), undefined);
});
