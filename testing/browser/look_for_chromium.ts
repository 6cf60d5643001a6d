/**
 * Finding Chromium for tests, or the reason why they cannot run in it.
 *
 * @module
 */
import { chromiumAdapter, findChromium } from "./chromium.ts";
import { bundleForBrowser } from "./test_files.ts";
import { serveTests } from "./test_server.ts";

const required = Deno.env.get("TORREY_REQUIRE_GPU") === "1";

async function adapterOf(executable: string): Promise<string | undefined> {
  await using bundles = await bundleForBrowser([]);
  await using server = serveTests(bundles.folder);
  return await chromiumAdapter(executable, server.url);
}

/** Chromium as tests find it. */
export interface FoundChromium {
  /** Whether tests are to be skipped: they cannot run, and TORREY_REQUIRE_GPU=1 does not make that a failure. */
  readonly skipped: boolean;
  /** The end of a test's name: the adapter, or why it is skipped. */
  readonly note: string;
  /** Its path and adapter. @throws {Error} If tests cannot run, with the reason. */
  readonly use: () => { readonly executable: string; readonly adapter: string };
}

/** Looks for Chromium and its adapter. */
export async function lookForChromium(): Promise<FoundChromium> {
  const executable = await findChromium();
  const adapter = executable && await adapterOf(executable);
  const browser = executable && adapter ? { executable, adapter } : undefined;
  const obstacle = executable === undefined
    ? "Chromium was not found: install it, on Debian with apt-get install chromium, or name it in CHROMIUM"
    : `'${executable}' has no WebGPU adapter`;
  const skipped = browser === undefined && !required;
  return {
    skipped,
    note: browser?.adapter ?? (skipped ? `skipped: ${obstacle}` : "no adapter"),
    use: () => {
      if (browser === undefined) throw new Error(obstacle);
      return browser;
    },
  };
}
