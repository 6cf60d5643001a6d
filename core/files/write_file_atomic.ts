/**
 * Writes files whole or not at all: temporary files in the same folder, then a rename.
 *
 * @module
 */
import { InputError } from "../input_error.ts";
import { reasonOf } from "./reason_of.ts";

let counter = 0;

/**
 * Writes `contents` to `path` so that no reader, and no crash, ever sees half of it.
 *
 * The contents go to a temporary file beside the target, which is then renamed over it; on failure the temporary file is
 * removed and an existing target is left as it was.
 *
 * @param path Where to write; an existing file is replaced. Its folder must exist.
 * @param contents Text (written as UTF-8) or bytes.
 * @throws {InputError} If the file cannot be written there.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { writeFileAtomic } from "./mod.ts";
 *
 * const path = Deno.makeTempDirSync() + "/loss.csv";
 * writeFileAtomic(path, "iteration,loss\n0,1.5\n");
 * assertEquals(Deno.readTextFileSync(path), "iteration,loss\n0,1.5\n");
 * ```
 */
export function writeFileAtomic(path: string, contents: string | Uint8Array): void {
  writeFilesAtomic({ [path]: contents });
}

/**
 * Writes several files that belong together: all temporary files first, then the renames, so that a failure to write any
 * of them leaves none.
 *
 * @param files The contents by path.
 * @throws {InputError} If one cannot be written.
 */
export function writeFilesAtomic(files: Readonly<Record<string, string | Uint8Array>>): void {
  const temporaries: [path: string, temporary: string][] = [];
  let current = "";
  try {
    for (const [path, contents] of Object.entries(files)) {
      current = path;
      const temporary = `${path}.${Deno.pid}-${counter++}.tmp`;
      temporaries.push([path, temporary]);
      write(temporary, contents);
    }
    for (const [path, temporary] of temporaries) {
      current = path;
      Deno.renameSync(temporary, path);
    }
  } catch (error) {
    for (const [, temporary] of temporaries) removeIfThere(temporary);
    throw new InputError(`Cannot write '${current}': ${reasonOf(error)}`, { cause: error });
  }
}

function write(path: string, contents: string | Uint8Array): void {
  if (typeof contents === "string") {
    Deno.writeTextFileSync(path, contents, { createNew: true });
  } else {
    Deno.writeFileSync(path, contents, { createNew: true });
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was never written, or already renamed: there is nothing to remove.
  }
}
