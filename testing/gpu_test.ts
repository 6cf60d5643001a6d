/**
 * Tests that need a graphics processor, the same in Deno and in a browser.
 *
 * In Deno they are skipped with a message where there is no adapter, unless TORREY_REQUIRE_GPU=1, which makes that a failure. In a
 * browser they are listed in `gpuTests`, which `testing/browser` runs. The device fills its arrays with NaN.
 *
 * @module
 */
import { findAdapter } from "../gpu/device/adapter.ts";
import { type Gpu, openGpu } from "../gpu/device.ts";
import { within } from "./within.ts";

/** What a test is given a device for. */
export type GpuTestFunction = (gpu: Gpu) => void | Promise<void>;

/** How a test differs from others. */
export interface GpuTestOptions {
  /** Why the test cannot run in a browser. */
  readonly denoOnly?: string;
}

/** A registered test. */
export interface GpuTest extends GpuTestOptions {
  readonly name: string;
  /** Runs it; rejects where it fails. */
  readonly run: () => Promise<void>;
}

/** The tests of the files imported so far. */
export const gpuTests: GpuTest[] = [];

/** Time after which a test has failed, ms. */
const MOST_TIME = 120_000;

const inDeno = "Deno" in globalThis;
const required = inDeno && Deno.env.get("TORREY_REQUIRE_GPU") === "1";
const skipped = inDeno && !required && await findAdapter() === undefined;
let shared: Promise<Gpu> | undefined;

/** The device of the tests of a file; another one where the last was lost. */
async function sharedGpu(): Promise<Gpu> {
  const gpu = await (shared ??= openGpu({ poison: true }));
  if (!gpu.lost()) return gpu;
  shared = openGpu({ poison: true });
  return await shared;
}

async function runTest(test: GpuTestFunction): Promise<void> {
  const gpu = await sharedGpu();
  try {
    await test(gpu);
  } catch (error) {
    // What the failed test left recorded belongs to it, not to the next.
    await gpu.read().catch(() => {});
    throw error;
  }
  // Commands that were refused are this test's failure, also where it read nothing after them.
  await gpu.read();
}

/**
 * Registers a test that is given a device, shared by the tests of its file.
 *
 * @param name What it shows.
 * @param test The test.
 * @param options Whether it runs in Deno alone, and why.
 */
export function gpuTest(name: string, test: GpuTestFunction, options: GpuTestOptions = {}): void {
  const run = () => within(runTest(test), MOST_TIME, "The test");
  gpuTests.push({ ...options, name, run });
  if (!inDeno) return;
  Deno.test({
    name: skipped ? `${name} (skipped: no graphics processor was found)` : name,
    ignore: skipped,
    // The device outlives the test that opens it.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: run,
  });
}
