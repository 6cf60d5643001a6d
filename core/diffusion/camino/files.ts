/**
 * Camino scheme files written, and read from and to disk.
 *
 * @module
 */
import { readTextFile, writeFilesAtomic } from "../../files/mod.ts";
import { fromMilli } from "./milli.ts";
import { parseCamino } from "./parse.ts";
import type { CaminoScheme } from "./scheme.ts";

/**
 * Writes a scheme as text.
 *
 * @param scheme The measurements.
 * @returns The text of a scheme file, in SI units; every number reads back to the bit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatCamino } from "@torrey/torrey";
 *
 * const gradient = Float64Array.of(40, 0, 0, -40, 0, 0);
 * const text = formatCamino({ version: "GRADIENT_WAVEFORM", waveforms: [{ dt: 10, gradient }] });
 * assertEquals(text, "VERSION: GRADIENT_WAVEFORM\n2 0.01 0.04 0 0 -0.04 0 0\n");
 * ```
 */
export function formatCamino(scheme: CaminoScheme): string {
  const rows = scheme.version === "GRADIENT_WAVEFORM"
    ? scheme.waveforms.map(({ dt, gradient }) => [
      gradient.length / 3,
      fromMilli(dt),
      ...Array.from(gradient, fromMilli),
    ])
    : Array.from(scheme.delta, (_, m) => [
      ...scheme.directions.subarray(3 * m, 3 * m + 3),
      ...[scheme.gradientStrengths, scheme.Delta, scheme.delta, scheme.echoTimes].map((column) =>
        fromMilli(column[m])
      ),
    ]);
  return `VERSION: ${scheme.version}\n${rows.map((row) => `${row.join(" ")}\n`).join("")}`;
}

/**
 * Reads a Camino scheme file.
 *
 * @param path Path of the file.
 * @returns The measurements, in mT/m and ms.
 * @throws {InputError} If the file cannot be read or is not as {@linkcode parseCamino} expects; the message names it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseCamino, readCamino, writeCamino } from "@torrey/torrey";
 *
 * const path = `${Deno.makeTempDirSync()}/pulses.scheme`;
 * const scheme = parseCamino("VERSION: 1\n0 0 1 0.08 0.03 0.01 0.06\n");
 * writeCamino(path, scheme);
 * assertEquals(readCamino(path), scheme);
 * ```
 */
export function readCamino(path: string): CaminoScheme {
  return parseCamino(readTextFile(path), { name: path });
}

/**
 * Writes a Camino scheme file.
 *
 * @param path Path of the file.
 * @param scheme The measurements.
 * @throws {InputError} If the file cannot be written.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { caminoPulses, pgse, writeCamino } from "@torrey/torrey";
 *
 * const timing = { delta: 10, Delta: 30 };
 * const protocol = pgse({ ...timing, gradientStrengths: [0, 80], directions: [[1, 0, 0]] });
 * const path = `${Deno.makeTempDirSync()}/pulses.scheme`;
 * writeCamino(path, caminoPulses(protocol));
 * assertEquals(Deno.readTextFileSync(path).split("\n")[2], "1 0 0 0.08 0.03 0.01 0.04");
 * ```
 */
export function writeCamino(path: string, scheme: CaminoScheme): void {
  writeFilesAtomic({ [path]: formatCamino(scheme) });
}
