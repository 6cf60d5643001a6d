/**
 * Reads a file the user named, with an error that says which one could not be read and why.
 *
 * @module
 */
import { InputError } from "../input_error.ts";
import { reasonOf } from "./reason_of.ts";

/**
 * Reads a whole file as UTF-8 text.
 *
 * @param path The file.
 * @returns Its text.
 * @throws {InputError} If it cannot be read.
 */
export function readTextFile(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw new InputError(`Cannot read '${path}': ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * Reads a whole file as bytes.
 *
 * @param path The file.
 * @returns Its bytes.
 * @throws {InputError} If it cannot be read.
 */
export function readBinaryFile(path: string): Uint8Array<ArrayBuffer> {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    throw new InputError(`Cannot read '${path}': ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * Tells whether a file is there.
 *
 * @param path The file.
 * @returns True if `path` exists and is not a folder.
 */
export function fileExists(path: string): boolean {
  try {
    return !Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
