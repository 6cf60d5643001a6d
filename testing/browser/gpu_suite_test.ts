/**
 * Runs the tests of `gpu/` in headless Chromium: one test a file, one step a test.
 *
 * Skipped with a message where Chromium is not installed or has no adapter, unless TORREY_REQUIRE_GPU=1, which makes that a failure.
 *
 * @module
 */
import { lookForChromium } from "./look_for_chromium.ts";
import { openTestFile } from "./test_file_in_browser.ts";
import { bundleForBrowser, findGpuTests } from "./test_files.ts";
import { serveTests } from "./test_server.ts";

const chromium = await lookForChromium();

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

for (const file of await findGpuTests("gpu")) {
  Deno.test({
    name: `${file} in Chromium (${chromium.note})`,
    ignore: chromium.skipped,
    fn: async (t) => await runFile(t, chromium.use().executable, file),
  });
}
