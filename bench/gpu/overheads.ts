/**
 * Prints what a dispatch, a submission, a read-back and the like cost in Deno and, where it is installed, in headless Chromium.
 *
 * @module
 */
import { findChromium, openPage, startChromium } from "../../testing/browser/chromium.ts";
import { bundleForBrowser } from "../../testing/browser/test_files.ts";
import { serveTests } from "../../testing/browser/test_server.ts";
import { measureOverheads, type Overheads } from "./measure_overheads.ts";

const MODULE = "bench/gpu/measure_overheads.ts";
/** Time that Chromium is given, ms. */
const LIMIT = 300_000;

async function inChromium(executable: string): Promise<Overheads> {
  await using bundles = await bundleForBrowser([MODULE]);
  await using server = serveTests(bundles.folder);
  const browser = await startChromium(executable);
  try {
    const page = await openPage(browser, server.url);
    const script = `import("/${MODULE.replace(/\.ts$/, ".js")}").then((m) => m.measureOverheads())`;
    return await page.ask<Overheads>(script, LIMIT);
  } finally {
    await browser.close();
  }
}

function print(where: string, { adapter, rows }: Overheads): void {
  console.log(`\n${where}: ${adapter}\n`);
  console.log("| what | ms |\n|---|---|");
  for (const { what, time } of rows) console.log(`| ${what} | ${time.toPrecision(2)} |`);
}

if (import.meta.main) {
  print(`Deno ${Deno.version.deno}`, await measureOverheads());
  const executable = await findChromium();
  if (executable) print("Chromium", await inChromium(executable));
  else console.log("\nChromium is not installed");
}
