/**
 * A pulsed-gradient spin-echo protocol: every combination of sequence, direction and amplitude.
 *
 * The amplitude is q = γ g; with rectangular pulses b = q² δ² (Δ − δ/3) (Stejskal and Tanner, J. Chem. Phys. 42, 1965).
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { type Directions, unitDirections } from "./directions.ts";
import { finiteNumber, numberList } from "./protocol_input.ts";

/** Timings of one PGSE sequence: two rectangular pulses of length δ whose onsets lie Δ apart; TE = Δ + δ. */
export interface PgseTiming {
  /** Pulse duration δ, ms. */
  readonly delta: number;
  /** Pulse separation Δ (onset to onset), ms; Δ ≥ δ. */
  readonly Delta: number;
}

/** A PGSE protocol. The signal it gives has shape [sequences, directions, bValues]. */
export interface PgseProtocol {
  /** One entry per sequence. */
  readonly sequences: readonly PgseTiming[];
  /** Unit gradient directions, [3 × directions], row-major. */
  readonly directions: Float64Array;
  /** Gradient amplitude q = γ g of each sequence at each b-value, rad/(µm ms), [sequences × bValues]. */
  readonly q: Float64Array;
  /** The b-value that goes with each `q`, s/mm², [sequences × bValues]. */
  readonly bValues: Float64Array;
}

/** Gyromagnetic ratio of the proton, rad/(ms mT). */
export const gyromagneticRatio = 267.522187;

/** The amplitude q = γ g of a gradient of 1 mT/m, rad/(µm ms). */
const Q_PER_GRADIENT = gyromagneticRatio * 1e-6;

/** One b-value of 1 s/mm² in ms/µm². */
const B_UNIT = 1e-3;

/** Numbers for all sequences alike, or one list per sequence. */
export type Amplitudes = readonly number[] | Float64Array | readonly (readonly number[])[];

/** What {@linkcode pgse} takes: timings, directions and exactly one of the three amplitude lists. */
export interface PgseOptions {
  /** Pulse duration δ, ms: one for all sequences, or as many as there are `Delta`. */
  readonly delta: number | readonly number[];
  /** Pulse separation Δ, ms, one per sequence; each ≥ its δ. */
  readonly Delta: number | readonly number[];
  /** b-values, s/mm²: one list for all sequences, or one list per sequence. */
  readonly bValues?: Amplitudes;
  /** Gradient strengths, mT/m: one list for all sequences, or one list per sequence. */
  readonly gradientStrengths?: Amplitudes;
  /** Amplitudes q = γ g, rad/(µm ms): one list for all sequences, or one list per sequence. */
  readonly qValues?: Amplitudes;
  /** Gradient directions, normalised here: a list of triples, or [3 × directions] numbers. */
  readonly directions: Directions;
}

/**
 * The b-value of a rectangular PGSE sequence, b = q² δ² (Δ − δ/3).
 *
 * @param q Amplitude q = γ g, rad/(µm ms).
 * @param timing Pulse duration and separation, ms.
 * @returns The b-value, s/mm².
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { pgseBValue } from "@torrey/torrey";
 *
 * assertAlmostEquals(pgseBValue(0.0774596669241, { delta: 10, Delta: 20 }), 10_000, 1e-6);
 * ```
 */
export function pgseBValue(q: number, timing: PgseTiming): number {
  const { delta, Delta } = timing;
  return q * q * delta * delta * (Delta - delta / 3) / B_UNIT;
}

/**
 * The amplitude that gives a b-value, q = √(b / (δ² (Δ − δ/3))).
 *
 * @param bValue b-value, s/mm².
 * @param timing Pulse duration and separation, ms.
 * @returns The amplitude q = γ g ≥ 0, rad/(µm ms).
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { pgseAmplitude } from "@torrey/torrey";
 *
 * assertAlmostEquals(pgseAmplitude(10_000, { delta: 10, Delta: 20 }), 0.0774596669241, 1e-12);
 * ```
 */
export function pgseAmplitude(bValue: number, timing: PgseTiming): number {
  const { delta, Delta } = timing;
  return Math.sqrt(bValue * B_UNIT / (delta * delta * (Delta - delta / 3)));
}

function timings(options: PgseOptions): PgseTiming[] {
  const separations = numberList(options.Delta, "Delta");
  const durations = numberList(options.delta, "delta");
  if (durations.length !== 1 && durations.length !== separations.length) {
    throw new InputError(
      `'delta' has ${durations.length} entries but 'Delta' has ${separations.length}: give one delta, or as many as there are Delta`,
    );
  }
  return separations.map((Delta, i) => {
    const delta = durations[durations.length === 1 ? 0 : i];
    if (!(delta > 0)) {
      const index = durations.length === 1 ? "" : `[${i}]`;
      throw new InputError(`'delta${index}' is ${delta} ms but must be positive`);
    }
    if (!(Delta >= delta)) {
      throw new InputError(
        `'Delta[${i}]' is ${Delta} ms but must be at least delta = ${delta} ms: the second pulse starts after the first ends`,
      );
    }
    return { delta, Delta };
  });
}

function amplitudes(
  key: string,
  values: Amplitudes,
  sequences: number,
): { lists: Float64Array[]; nested: boolean } {
  if (!Array.isArray(values) && !(values instanceof Float64Array)) {
    throw new InputError(`'${key}' must be a list of numbers`);
  }
  if (values.length === 0) throw new InputError(`'${key}' is empty: give at least one value`);
  const entries: readonly unknown[] = Array.from<unknown>(values);
  if (!entries.some(Array.isArray)) {
    const list = Float64Array.from(entries, (x, i) => finiteNumber(x, `${key}[${i}]`));
    return { lists: Array(sequences).fill(list), nested: false };
  }
  if (entries.length !== sequences) {
    throw new InputError(
      `'${key}' has ${entries.length} lists but there are ${sequences} sequences: give one list for all, or one per sequence`,
    );
  }
  const lists = entries.map((list, s) => Float64Array.from(numberList(list, `${key}[${s}]`, true)));
  const ragged = lists.findIndex((list) => list.length !== lists[0].length);
  if (ragged >= 0) {
    throw new InputError(
      `'${key}[${ragged}]' has ${lists[ragged].length} values but '${key}[0]' has ${
        lists[0].length
      }: all sequences take the same number`,
    );
  }
  return { lists, nested: true };
}

/**
 * Makes a PGSE protocol: every sequence with every direction and every amplitude.
 *
 * Give the amplitude as `bValues`, as `gradientStrengths` or as `qValues`; the other two follow from
 * b = q² δ² (Δ − δ/3) and q = γ g. A negative gradient strength or q reverses the direction.
 *
 * @param options Timings (ms), directions and one list of amplitudes.
 * @returns The protocol; its signals have shape [sequences, directions, bValues].
 * @throws {InputError} If a list is empty or uneven, a number is not finite, a direction is zero, δ ≤ 0, Δ < δ or b < 0.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { fibonacciHemisphere, pgse, protocolShape } from "@torrey/torrey";
 *
 * const protocol = pgse({
 *   delta: 10,
 *   Delta: [20, 50],
 *   bValues: [0, 1000, 10_000],
 *   directions: fibonacciHemisphere(30),
 * });
 * assertEquals(protocolShape(protocol), [2, 30, 3]);
 * assertAlmostEquals(protocol.q[2], 0.0774596669241, 1e-12);
 * ```
 */
export function pgse(options: PgseOptions): PgseProtocol {
  const sequences = timings(options);
  const directions = unitDirections(options.directions);
  const keys = (["bValues", "gradientStrengths", "qValues"] as const).filter((key) =>
    options[key] !== undefined
  );
  if (keys.length !== 1) {
    throw new InputError(
      `The amplitude is given ${
        keys.length === 0 ? "by no key" : `twice, by '${keys.join("' and '")}'`
      }: give one of 'bValues', 'gradientStrengths' and 'qValues'`,
    );
  }
  const key = keys[0];
  const { lists, nested } = amplitudes(key, options[key]!, sequences.length);
  const count = lists[0].length;
  const q = new Float64Array(sequences.length * count);
  const bValues = new Float64Array(sequences.length * count);
  sequences.forEach((timing, s) => {
    lists[s].forEach((value, b) => {
      const at = s * count + b;
      if (key === "bValues") {
        if (value < 0) {
          const where = nested ? `bValues[${s}][${b}]` : `bValues[${b}]`;
          throw new InputError(`'${where}' is ${value} s/mm² but must not be negative`);
        }
        bValues[at] = value;
        q[at] = pgseAmplitude(value, timing);
      } else {
        q[at] = key === "qValues" ? value : value * Q_PER_GRADIENT;
        bValues[at] = pgseBValue(q[at], timing);
      }
    });
  });
  return { sequences, directions, q, bValues };
}
