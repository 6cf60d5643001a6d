/**
 * FSL's `bvals` and `bvecs` as text: one b-value and one gradient direction per volume.
 *
 * `bvals` holds N numbers in s/mm². `bvecs` holds three rows of N numbers (x, y, z), as FSL and dcm2niix write it; N rows
 * of three are understood too. FSL counts the directions in the image's axes, with x reversed where the image's affine
 * has a positive determinant: they are taken as they stand, no image is known here.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";

/** A list of volumes, each with its own b-value and direction. */
export interface FslAcquisition {
  /** b-values, s/mm², [volumes]. */
  readonly bValues: Float64Array;
  /** Unit directions, or zero where no gradient acts, [3 × volumes], row-major. */
  readonly directions: Float64Array;
}

/** Settings of {@linkcode parseFsl}. */
export interface ParseFslOptions {
  /** Name of the first file in messages; "bvals" unless given. */
  readonly bvalsName?: string;
  /** Name of the second file in messages; "bvecs" unless given. */
  readonly bvecsName?: string;
  /** Largest b-value, s/mm², that a zero direction may have, 50 unless given; it then counts as b = 0. */
  readonly b0Threshold?: number;
}

/** How far a direction's length may be from 1: printed digits and rounding, but no b-value hidden in the length. */
const UNIT_TOLERANCE = 0.01;

/** The numbers of each non-empty line, and the line's number. */
function numberRows(text: string, name: string): { line: number; values: number[] }[] {
  const rows: { line: number; values: number[] }[] = [];
  text.split(/\r\n|\r|\n/).forEach((content, index) => {
    const words = content.split(/[\s,]+/).filter((word) => word !== "");
    if (words.length === 0) return;
    const values = words.map((word, column) => {
      const value = Number(word);
      if (Number.isFinite(value)) return value;
      throw new InputError(
        `Cannot read '${name}': line ${index + 1} column ${
          column + 1
        } is '${word}', which is not a finite number`,
      );
    });
    rows.push({ line: index + 1, values });
  });
  if (rows.length === 0) throw new InputError(`Cannot read '${name}': it holds no numbers`);
  return rows;
}

function parseBvals(text: string, name: string): Float64Array {
  const bValues = Float64Array.from(numberRows(text, name).flatMap(({ values }) => values));
  const negative = bValues.findIndex((b) => b < 0);
  if (negative < 0) return bValues;
  throw new InputError(
    `Cannot read '${name}': b-value ${negative + 1} is ${
      bValues[negative]
    } s/mm² but must not be negative`,
  );
}

/** Directions as they stand in the file, and what to call the place of each. */
interface Bvecs {
  readonly directions: Float64Array;
  readonly place: (volume: number) => string;
}

function parseBvecs(text: string, name: string, volumes: number): Bvecs {
  const rows = numberRows(text, name);
  const columns = rows[0].values.length;
  const uneven = rows.find(({ values }) => values.length !== columns);
  if (uneven !== undefined) {
    throw new InputError(
      `Cannot read '${name}': line ${uneven.line} has ${uneven.values.length} columns, expected ${columns}: the file may be truncated`,
    );
  }
  // 3×3 is read as FSL writes it, a row per axis.
  const rowPerAxis = rows.length === 3 && (columns === volumes || columns !== 3);
  if (!rowPerAxis && columns !== 3) {
    throw new InputError(
      `Cannot read '${name}': it has ${rows.length} rows of ${columns} numbers, expected three rows of ${volumes} or ${volumes} rows of three`,
    );
  }
  const found = rowPerAxis ? columns : rows.length;
  if (found !== volumes) {
    throw new InputError(
      `Cannot read '${name}': it has ${found} directions but there are ${volumes} b-values`,
    );
  }
  const out = new Float64Array(3 * volumes);
  for (let v = 0; v < volumes; v++) {
    for (let k = 0; k < 3; k++) {
      out[3 * v + k] = rowPerAxis ? rows[k].values[v] : rows[v].values[k];
    }
  }
  return {
    directions: out,
    place: (v) => rowPerAxis ? `column ${v + 1}` : `line ${rows[v].line}`,
  };
}

/**
 * Reads the text of a `bvals` and a `bvecs` file.
 *
 * Directions are normalised where their length is 1 to within 0.01. A zero direction means that no gradient acts; its
 * b-value must be small and becomes 0.
 *
 * @param bvals Text of the b-values, s/mm².
 * @param bvecs Text of the directions: three rows of N, or N rows of three.
 * @param options Names for messages, and the largest b-value of a zero direction.
 * @returns One b-value and one direction per volume.
 * @throws {InputError} If a number is missing, not finite or negative, the lengths differ, or a direction is not unit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseFsl } from "@torrey/torrey";
 *
 * const { bValues, directions } = parseFsl("0 1000 1000\n", "0 1 0\n0 0 0.6\n0 0 0.8\n");
 * assertEquals(bValues, Float64Array.of(0, 1000, 1000));
 * assertEquals(directions, Float64Array.of(0, 0, 0, 1, 0, 0, 0, 0.6, 0.8));
 * ```
 */
export function parseFsl(
  bvals: string,
  bvecs: string,
  options: ParseFslOptions = {},
): FslAcquisition {
  const { bvalsName = "bvals", bvecsName = "bvecs", b0Threshold = 50 } = options;
  const bValues = parseBvals(bvals, bvalsName);
  const { directions, place } = parseBvecs(bvecs, bvecsName, bValues.length);
  bValues.forEach((b, v) => {
    const norm = Math.hypot(...directions.subarray(3 * v, 3 * v + 3));
    if (norm === 0) {
      if (b > b0Threshold) {
        throw new InputError(
          `Cannot read '${bvecsName}': direction ${v + 1} (${
            place(v)
          }) is zero but its b-value is ${b} s/mm²`,
        );
      }
      bValues[v] = 0;
      return;
    }
    if (Math.abs(norm - 1) > UNIT_TOLERANCE) {
      throw new InputError(
        `Cannot read '${bvecsName}': direction ${v + 1} (${place(v)}) has length ${
          norm.toPrecision(4)
        }, which is ${Math.abs(norm - 1).toPrecision(3)} ${
          norm > 1 ? "more" : "less"
        } than 1: normalise it, or make it 0 where there is no gradient`,
      );
    }
    for (let k = 0; k < 3; k++) directions[3 * v + k] /= norm;
  });
  return { bValues, directions };
}

/**
 * Writes b-values as FSL does, on one line.
 *
 * @param acquisition The volumes.
 * @returns The text of a `bvals` file; every number reads back to the bit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatBvals, parseFsl } from "@torrey/torrey";
 *
 * assertEquals(formatBvals(parseFsl("0\n1000\n", "0 1\n0 0\n0 0\n")), "0 1000\n");
 * ```
 */
export function formatBvals(acquisition: FslAcquisition): string {
  return `${acquisition.bValues.join(" ")}\n`;
}

/**
 * Writes directions as FSL does, one row per axis.
 *
 * @param acquisition The volumes.
 * @returns The text of a `bvecs` file, three rows of one number per volume.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatBvecs, parseFsl } from "@torrey/torrey";
 *
 * assertEquals(formatBvecs(parseFsl("0 1000", "0 0 0\n0 0.6 0.8\n")), "0 0\n0 0.6\n0 0.8\n");
 * ```
 */
export function formatBvecs(acquisition: FslAcquisition): string {
  const row = (axis: number): string =>
    Array.from(acquisition.bValues, (_, v) => acquisition.directions[3 * v + axis]).join(" ");
  return [0, 1, 2].map((axis) => `${row(axis)}\n`).join("");
}
