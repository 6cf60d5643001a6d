/**
 * Camino scheme files as text: a first line `VERSION: …`, then one measurement a line; `#` starts a comment line.
 *
 * "STEJSKALTANNER" (older: "1"): x y z |G| DELTA delta TE. "GRADIENT_WAVEFORM": K dt, then Gx Gy Gz of each of the K blocks of length
 * dt. SI units.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { suggestion } from "../../suggestion.ts";
import { toMilli } from "./milli.ts";
import type { CaminoPulses, CaminoScheme, CaminoWaveform } from "./scheme.ts";

/** A line that is no comment, its words and its number. */
interface Line {
  readonly line: number;
  readonly words: readonly string[];
}

const VERSIONS = ["STEJSKALTANNER", "1", "GRADIENT_WAVEFORM"];
const PULSE_COLUMNS = ["x", "y", "z", "|G|", "DELTA", "delta", "TE"];

/** How far a direction's length may be from 1: printed digits and rounding. */
const UNIT_TOLERANCE = 0.01;
/** Times that differ by less of themselves are equal. */
const ROUNDING = 1e-12;

function failure(name: string, line: number, what: string): InputError {
  return new InputError(`Cannot read '${name}': line ${line} ${what}`);
}

function contentLines(text: string): Line[] {
  return text.split(/\r\n|\r|\n/).flatMap((content, index) => {
    const words = content.trim().split(/\s+/);
    return words[0] === "" || words[0].startsWith("#") ? [] : [{ line: index + 1, words }];
  });
}

function versionOf(first: Line | undefined, name: string): string {
  if (first === undefined) throw new InputError(`Cannot read '${name}': it holds no lines`);
  const found = /^VERSION:\s*(\S.*)$/.exec(first.words.join(" "))?.[1];
  if (found === undefined) {
    throw failure(name, first.line, `is '${first.words.join(" ")}', expected 'VERSION: …'`);
  }
  if (VERSIONS.includes(found)) return found;
  throw failure(
    name,
    first.line,
    `has the unknown version '${found}': ${suggestion(found, VERSIONS)}`,
  );
}

/** The value of a column in thousandths of SI units; of a column without unit where `unit` is 1. */
function valueOf(
  { line, words }: Line,
  column: number,
  label: string,
  name: string,
  unit = 1000,
): number {
  const value = unit === 1 ? Number(words[column]) : toMilli(words[column]);
  if (Number.isFinite(value)) return value;
  const what = `column ${column + 1} (${label}) is '${
    words[column]
  }', which is not a finite number`;
  throw failure(name, line, what);
}

function checkDirection({ line }: Line, direction: number[], strength: number, name: string): void {
  const norm = Math.hypot(...direction);
  if (norm === 0 && strength === 0) return;
  if (norm === 0) throw failure(name, line, `has no direction but |G| = ${strength / 1000} T/m`);
  if (Math.abs(norm - 1) <= UNIT_TOLERANCE) return;
  const away = `${Math.abs(norm - 1).toPrecision(3)} ${norm > 1 ? "more" : "less"} than 1`;
  throw failure(
    name,
    line,
    `has a direction of length ${
      norm.toPrecision(4)
    }, which is ${away}: normalise it, or make it 0 where there is no gradient`,
  );
}

function checkTimes(
  { line }: Line,
  [strength, Delta, delta, echoTime]: number[],
  name: string,
): void {
  [strength, Delta, delta, echoTime].forEach((value, i) => {
    if (value >= 0) return;
    const label = PULSE_COLUMNS[3 + i];
    throw failure(name, line, `has ${label} = ${value / 1000} but it must not be negative`);
  });
  if (strength === 0) return;
  if (delta === 0) throw failure(name, line, "has delta = 0 s but a gradient must last some time");
  if (Delta < delta) {
    throw failure(
      name,
      line,
      `has DELTA = ${Delta} ms but it must be at least delta = ${delta} ms: the second pulse starts after the first ends`,
    );
  }
  if (echoTime >= (Delta + delta) * (1 - ROUNDING)) return;
  throw failure(
    name,
    line,
    `has TE = ${echoTime} ms but DELTA + delta = ${
      Delta + delta
    } ms: the echo comes after the gradients`,
  );
}

function parsePulses(
  lines: readonly Line[],
  version: CaminoPulses["version"],
  name: string,
): CaminoPulses {
  const rows = lines.map((line) => {
    if (line.words.length !== PULSE_COLUMNS.length) {
      throw failure(
        name,
        line.line,
        `has ${line.words.length} columns, expected ${PULSE_COLUMNS.length} (${
          PULSE_COLUMNS.join(" ")
        }): the file may be truncated`,
      );
    }
    const values = PULSE_COLUMNS.map((label, c) => valueOf(line, c, label, name, c < 3 ? 1 : 1000));
    checkDirection(line, values.slice(0, 3), values[3], name);
    checkTimes(line, values.slice(3), name);
    return values;
  });
  const column = (c: number): Float64Array => Float64Array.from(rows, (row) => row[c]);
  return {
    version,
    directions: Float64Array.from(rows.flatMap((row) => row.slice(0, 3))),
    gradientStrengths: column(3),
    Delta: column(4),
    delta: column(5),
    echoTimes: column(6),
  };
}

function parseWaveform(line: Line, name: string): CaminoWaveform {
  const blocks = valueOf(line, 0, "K", name, 1);
  if (!Number.isInteger(blocks) || blocks < 1) {
    throw failure(
      name,
      line.line,
      `has K = ${line.words[0]} blocks, expected a whole number, at least 1`,
    );
  }
  const columns = 2 + 3 * blocks;
  if (line.words.length !== columns) {
    throw failure(
      name,
      line.line,
      `has ${line.words.length} columns, expected ${columns} for K = ${blocks} blocks: the file may be truncated`,
    );
  }
  const dt = valueOf(line, 1, "dt", name);
  if (!(dt > 0)) {
    throw failure(name, line.line, `has dt = ${line.words[1]} s but it must be positive`);
  }
  const gradient = Float64Array.from(
    { length: 3 * blocks },
    (_, i) => valueOf(line, 2 + i, `G${"xyz"[i % 3]} of block ${Math.floor(i / 3) + 1}`, name),
  );
  return { dt, gradient };
}

/**
 * Reads the text of a Camino scheme file.
 *
 * @param text The text.
 * @param options What messages call the file; "scheme" unless given.
 * @returns The measurements, in mT/m and ms.
 * @throws {InputError} If the version is unknown, a line has too few columns or a value that is no number, a direction is not unit, or
 * timings are impossible; the message names the line.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { parseCamino } from "@torrey/torrey";
 *
 * const scheme = parseCamino("VERSION: 1\n1 0 0 0.08 0.03 0.01 0.06\n");
 * assert(scheme.version === "1");
 * assertEquals(scheme.gradientStrengths, Float64Array.of(80)); // mT/m
 * assertEquals(scheme.echoTimes, Float64Array.of(60)); // ms
 * ```
 */
export function parseCamino(text: string, options: { readonly name?: string } = {}): CaminoScheme {
  const { name = "scheme" } = options;
  const lines = contentLines(text);
  const version = versionOf(lines[0], name);
  const rest = lines.slice(1);
  if (rest.length === 0) throw new InputError(`Cannot read '${name}': it holds no measurements`);
  if (version !== "GRADIENT_WAVEFORM") {
    return parsePulses(rest, version as CaminoPulses["version"], name);
  }
  return { version, waveforms: rest.map((line) => parseWaveform(line, name)) };
}
