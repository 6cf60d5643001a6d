/**
 * FSL's `bvals` and `bvecs` files read and written.
 *
 * @module
 */
import { readTextFile, writeFilesAtomic } from "../../files/mod.ts";
import { formatBvals, formatBvecs, type FslAcquisition, parseFsl } from "./text.ts";

/**
 * Reads a `bvals` and a `bvecs` file.
 *
 * @param bvalsPath File of the b-values, s/mm².
 * @param bvecsPath File of the directions: three rows of N, or N rows of three.
 * @param options The largest b-value, s/mm², that a zero direction may have; 50 unless given.
 * @returns One b-value and one direction per volume.
 * @throws {InputError} If a file cannot be read or is not as {@linkcode parseFsl} expects; the message names it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseFsl, readFsl, writeFsl } from "@torrey/torrey";
 *
 * const folder = Deno.makeTempDirSync();
 * const acquisition = parseFsl("0 1000", "0 1\n0 0\n0 0");
 * writeFsl(`${folder}/dwi.bval`, `${folder}/dwi.bvec`, acquisition);
 * assertEquals(readFsl(`${folder}/dwi.bval`, `${folder}/dwi.bvec`), acquisition);
 * ```
 */
export function readFsl(
  bvalsPath: string,
  bvecsPath: string,
  options: { readonly b0Threshold?: number } = {},
): FslAcquisition {
  return parseFsl(readTextFile(bvalsPath), readTextFile(bvecsPath), {
    ...options,
    bvalsName: bvalsPath,
    bvecsName: bvecsPath,
  });
}

/**
 * Writes a `bvals` and a `bvecs` file, both or neither.
 *
 * @param bvalsPath File of the b-values.
 * @param bvecsPath File of the directions, three rows of one number per volume.
 * @param acquisition The volumes.
 * @throws {InputError} If a file cannot be written.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { acquisitionOf, fibonacciHemisphere, pgse, writeFsl } from "@torrey/torrey";
 *
 * const directions = fibonacciHemisphere(2);
 * const protocol = pgse({ delta: 10, Delta: 30, bValues: [0, 1000], directions });
 * const folder = Deno.makeTempDirSync();
 * writeFsl(`${folder}/dwi.bval`, `${folder}/dwi.bvec`, acquisitionOf(protocol));
 * assertEquals(Deno.readTextFileSync(`${folder}/dwi.bval`), "0 1000 0 1000\n");
 * ```
 */
export function writeFsl(bvalsPath: string, bvecsPath: string, acquisition: FslAcquisition): void {
  writeFilesAtomic({
    [bvalsPath]: formatBvals(acquisition),
    [bvecsPath]: formatBvecs(acquisition),
  });
}
