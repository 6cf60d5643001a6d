/**
 * Runs the command line as a user does, in a process of its own.
 *
 * @module
 */

/** What a run left. */
export interface CliRun {
  /** Exit code. */
  readonly code: number;
  /** Standard output. */
  readonly stdout: string;
  /** Standard error. */
  readonly stderr: string;
}

/** Path of `cli.ts`. */
export const CLI = decodeURIComponent(new URL("../cli.ts", import.meta.url).pathname);

/**
 * Runs `cli.ts`.
 *
 * @param args Its arguments.
 * @param cwd The folder to run it in.
 * @param env Further variables of its environment.
 */
export function runCli(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): CliRun {
  const { code, stdout, stderr } = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", CLI, ...args],
    cwd,
    env: { NO_COLOR: "1", ...env },
  }).outputSync();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Runs `body` in a new folder, which is removed afterwards. */
export function inFolder<R extends void | Promise<void>>(body: (folder: string) => R): R {
  const folder = Deno.makeTempDirSync();
  const remove = () => Deno.removeSync(folder, { recursive: true });
  let result: R | undefined;
  try {
    return result = body(folder);
  } finally {
    if (result instanceof Promise) result.then(remove, remove);
    else remove();
  }
}

/** The names in a folder, sorted. */
export function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}
