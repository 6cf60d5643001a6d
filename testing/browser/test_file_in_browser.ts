/**
 * One test file in a Chromium of its own.
 *
 * @module
 */
import { openPage, startChromium } from "./chromium.ts";
import type { ListedTest } from "./page.ts";

/** Time for one test, and for opening and listing, ms. */
const TEST_LIMIT = 150_000, PAGE_LIMIT = 30_000;

/** An imported test file. */
export interface TestFileInBrowser extends AsyncDisposable {
  readonly tests: readonly ListedTest[];
  /** Runs a test by its place in the list; what failed, or nothing. */
  readonly run: (index: number) => Promise<string | undefined>;
}

/**
 * Opens a page that has imported a test file.
 *
 * @param executable The path of Chromium.
 * @param url Where the bundles are served.
 * @param file Path of the file from the root of the repository.
 * @param limit Time for one test, ms.
 * @returns Its tests.
 */
export async function openTestFile(
  executable: string,
  url: string,
  file: string,
  limit: number = TEST_LIMIT,
): Promise<TestFileInBrowser> {
  const open = async () => {
    const browser = await startChromium(executable);
    try {
      const page = await openPage(browser, url);
      const script = `testPage.load("/${file.replace(/\.ts$/, ".js")}")`;
      return { browser, page, tests: await page.ask<ListedTest[]>(script, PAGE_LIMIT) };
    } catch (error) {
      await browser.close();
      throw new Error(
        `Cannot import '${file}' in a browser: register its tests with gpuTest, and move those that need Deno to another file`,
        { cause: error },
      );
    }
  };
  let opened: Awaited<ReturnType<typeof open>> | undefined = await open();
  const { tests } = opened;
  const close = async () => {
    await opened?.browser.close();
    opened = undefined;
  };
  return {
    tests,
    run: async (index) => {
      const { page } = opened ??= await open();
      let failure: string | undefined;
      try {
        failure = await page.ask<string | undefined>(`testPage.run(${index})`, limit);
      } catch (error) {
        failure = String(error);
        // What may hang or has crashed is not used again.
        await close();
      }
      const errors = page.errors(), said = [...errors, ...page.warnings()];
      if (failure === undefined && errors.length > 0) failure = "The test passed, but with errors";
      return failure && [failure, ...said.map((text) => `Console: ${text}`)].join("\n");
    },
    [Symbol.asyncDispose]: close,
  };
}
