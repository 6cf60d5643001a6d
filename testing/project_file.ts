/**
 * Files that tests read, in Deno from the disk and in a browser from the server of the tests.
 *
 * @module
 */

/**
 * Reads a file by its path from the root of the repository, as `"testdata/a.json"` or `"../shared/data/a.json"`.
 *
 * @param path The path.
 * @returns Its bytes, or nothing where there is no such file.
 */
export async function readProjectFile(path: string): Promise<Uint8Array | undefined> {
  if ("Deno" in globalThis) {
    try {
      return await Deno.readFile(new URL(`../${path}`, import.meta.url));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }
  const response = await fetch(`/file?path=${encodeURIComponent(path)}`);
  // No content: a page would report 404 as an error of its own.
  if (response.status === 204) return undefined;
  if (!response.ok) throw new Error(`Cannot read '${path}': the server says ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The text of a file by its path from the root of the repository, or nothing where there is no such file. */
export async function readProjectText(path: string): Promise<string | undefined> {
  const bytes = await readProjectFile(path);
  return bytes && new TextDecoder().decode(bytes);
}
