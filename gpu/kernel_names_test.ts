import { assertEquals, assertGreater } from "@std/assert";
import type { Kernel } from "./device/kernel.ts";

function* wgslFiles(folder: URL): Generator<URL> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* wgslFiles(new URL(`${name}/`, folder));
    else if (name.endsWith(".wgsl.ts")) yield new URL(name, folder);
  }
}

const isKernel = (value: unknown): value is Kernel =>
  typeof value === "object" && value !== null && "bindings" in value && "code" in value;

Deno.test("no two kernels have one name: a device keeps its pipelines by name", async () => {
  const names: string[] = [];
  for (const file of wgslFiles(new URL(".", import.meta.url))) {
    const exported: Record<string, unknown> = await import(file.href);
    names.push(...Object.values(exported).filter(isKernel).map(({ name }) => name));
  }
  assertGreater(names.length, 30);
  assertEquals(names.filter((name, k) => names.indexOf(name) !== k), []);
});
