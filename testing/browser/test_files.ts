/**
 * The test files that run in a browser, and their bundles.
 *
 * @module
 */

/** The root of the repository. */
export const ROOT = new URL("../../", import.meta.url);

/**
 * Finds the files below a folder whose tests are registered with `gpuTest`.
 *
 * @param folder Path from the root of the repository.
 * @returns Paths from the root, sorted.
 */
export async function findGpuTests(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await findGpuTests(path));
    else if (name.endsWith("_test.ts")) {
      const text = await Deno.readTextFile(new URL(path, ROOT));
      if (text.includes("testing/gpu_test.ts")) found.push(path);
    }
  }
  return found.sort();
}

/** Bundled files on the disk. */
export interface Bundles extends AsyncDisposable {
  /** The folder they are in, at their paths from the root with `.js` for `.ts`. */
  readonly folder: string;
}

/** What runs in the page; and a module of another folder, so that bundles lie at their paths from the root. */
const ALWAYS = ["testing/browser/page.ts", "gpu/device.ts"];

/** Runs `deno bundle`; what it complains of, or nothing. */
async function bundle(paths: readonly string[], folder: string): Promise<string | undefined> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--platform", "browser", "--code-splitting", "--outdir", folder, ...paths],
    cwd: ROOT,
    stdout: "null",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).output();
  return success ? undefined : new TextDecoder().decode(stderr);
}

/**
 * Bundles the page and test files for a browser; what they share is loaded once.
 *
 * @param paths Paths of the test files from the root of the repository.
 * @returns The bundles; dispose of them.
 */
export async function bundleForBrowser(paths: readonly string[]): Promise<Bundles> {
  const folder = await Deno.makeTempDir({ prefix: "torrey_browser_" });
  const remove = () => Deno.remove(folder, { recursive: true });
  const all = [...ALWAYS, ...paths];
  let complaint = await bundle(all, folder);
  // Where two first runs install esbuild at the same time, one of them fails.
  if (complaint?.includes("esbuild binary")) complaint = await bundle(all, folder);
  if (complaint === undefined) return { folder, [Symbol.asyncDispose]: remove };
  await remove();
  throw new Error(`Cannot bundle the tests:\n${complaint}`);
}
