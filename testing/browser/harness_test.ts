import { assertEquals, assertStringIncludes } from "@std/assert";
import { lookForChromium } from "./look_for_chromium.ts";
import { openTestFile } from "./test_file_in_browser.ts";
import { bundleForBrowser, findGpuTests } from "./test_files.ts";
import { serveTests } from "./test_server.ts";

const FAULTY = "testing/browser/faulty_tests.ts";
const chromium = await lookForChromium();

Deno.test("the tests of gpu/ are found by what they import", async () => {
  const found = await findGpuTests("gpu");
  assertEquals(found.includes("gpu/device_test.ts"), true);
  assertEquals(found, found.toSorted());
  assertEquals(await findGpuTests("testing/std_assert"), []);
});

Deno.test({
  name: `a browser tells which tests fail and why (${chromium.note})`,
  ignore: chromium.skipped,
  fn: async () => {
    const { executable } = chromium.use();
    await using bundles = await bundleForBrowser([FAULTY]);
    await using server = serveTests(bundles.folder);
    await using file = await openTestFile(executable, server.url, FAULTY, 3000);
    const run = (name: string) => file.run(file.tests.findIndex((test) => test.name === name));
    assertEquals(file.tests.filter((test) => test.denoOnly), [
      { name: "is in a worker of Deno's", denoOnly: "it needs Deno" },
    ]);
    assertEquals(await run("passes"), undefined);
    assertStringIncludes(await run("fails") ?? "", "[1]: actual 2, expected 3");
    assertStringIncludes(await run("hangs") ?? "", "took more than 3 s");
    assertEquals(await run("passes"), undefined);
    assertStringIncludes(
      await run("has an error of its own that nobody catches") ?? "",
      "nobody catches this",
    );
    assertStringIncludes(
      await run("records a command that is refused and does not read") ?? "",
      "refused the kernel 'count in vain'",
    );
    assertEquals(await run("reads a file, and nothing outside"), undefined);
  },
});
