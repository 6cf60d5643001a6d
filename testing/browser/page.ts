/**
 * What runs in the browser: imports one test file and runs its tests when told to.
 *
 * @module
 */
import { findAdapter } from "../../gpu/device/adapter.ts";
import { gpuTests } from "../gpu_test.ts";

/** A test as the page lists it. */
export interface ListedTest {
  readonly name: string;
  /** Why it does not run in a browser. */
  readonly denoOnly?: string;
}

/** What the page can be asked. */
export interface TestPage {
  /** The name of its adapter, or nothing where it has none. */
  readonly adapter: () => Promise<string | undefined>;
  /** Imports a bundled test file and lists its tests. */
  readonly load: (url: string) => Promise<ListedTest[]>;
  /** Runs a test by its place in the list; what failed, or nothing. */
  readonly run: (index: number) => Promise<string | undefined>;
}

function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\nCaused by ${failureText(error.cause)}`;
  return `${error.stack ?? `${error.name}: ${error.message}`}${cause}`;
}

const testPage: TestPage = {
  adapter: async () => {
    const { vendor, architecture, description } = (await findAdapter())?.info ?? {};
    return [vendor, architecture, description].filter((part) => part).join(" ") || undefined;
  },
  load: async (url) => {
    await import(url);
    return gpuTests.map(({ name, denoOnly }) => denoOnly ? { name, denoOnly } : { name });
  },
  run: async (index) => {
    try {
      await gpuTests[index].run();
    } catch (error) {
      return failureText(error);
    }
  },
};
Object.assign(globalThis, { testPage });
