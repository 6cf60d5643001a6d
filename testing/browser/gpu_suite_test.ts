/**
 * Runs the tests of `gpu/` in headless Chromium: one test a file, one step a test.
 *
 * Skipped with a message where Chromium is not installed or has no adapter, unless TORREY_REQUIRE_GPU=1, which makes that a failure.
 *
 * @module
 */
import { chromiumAdapter, findChromium } from "./chromium.ts";
import { openTestFile } from "./test_file_in_browser.ts";
import { bundleForBrowser, findGpuTests } from "./test_files.ts";
import { serveTests } from "./test_server.ts";

const required = Deno.env.get("TORREY_REQUIRE_GPU") === "1";
const executable = await findChromium();
const adapter = executable && await adapterOf(executable);

async function adapterOf(executable: string): Promise<string | undefined> {
  await using bundles = await bundleForBrowser([]);
  await using server = serveTests(bundles.folder);
  return await chromiumAdapter(executable, server.url);
}

/** Why nothing can be run, or nothing. */
const obstacle = executable === undefined
  ? "Chromium was not found: install it, on Debian with apt-get install chromium, or name it in CHROMIUM"
  : adapter === undefined
  ? `'${executable}' has no WebGPU adapter`
  : undefined;

async function runFile(t: Deno.TestContext, executable: string, file: string): Promise<void> {
  await using bundles = await bundleForBrowser([file]);
  await using server = serveTests(bundles.folder);
  await using opened = await openTestFile(executable, server.url, file);
  for (const [index, { name, denoOnly }] of opened.tests.entries()) {
    await t.step({
      name: denoOnly === undefined ? name : `${name} (skipped: ${denoOnly})`,
      ignore: denoOnly !== undefined,
      fn: async () => {
        const failure = await opened.run(index);
        if (failure !== undefined) throw new Error(failure);
      },
    });
  }
}

const skipped = obstacle !== undefined && !required;
for (const file of await findGpuTests("gpu")) {
  Deno.test({
    name: `${file} in Chromium (${skipped ? `skipped: ${obstacle}` : adapter ?? "no adapter"})`,
    ignore: skipped,
    fn: async (t) => {
      if (executable === undefined || obstacle !== undefined) throw new Error(obstacle);
      await runFile(t, executable, file);
    },
  });
}
