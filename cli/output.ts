/**
 * Where a command writes.
 *
 * @module
 */
import { dirname } from "node:path";
import { InputError } from "../core/input_error.ts";

/**
 * Checks, before any work is done, that the folder of an output file is there.
 *
 * @param path The file to be written.
 * @throws {InputError} If its folder does not exist.
 */
export function checkFolder(path: string): void {
  const folder = dirname(path);
  let isFolder = false;
  try {
    isFolder = Deno.statSync(folder).isDirectory;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  if (!isFolder) {
    throw new InputError(`Cannot write '${path}': the folder '${folder}' does not exist`);
  }
}
