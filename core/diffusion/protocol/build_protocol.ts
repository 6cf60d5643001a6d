/**
 * A protocol: every sequence with every direction and every amplitude, the amplitude as b-value, gradient strength or q.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { amplitudePerGradient, bValueUnit } from "../waveform/mod.ts";
import { type Directions, unitDirections } from "./directions.ts";
import { finiteNumber, nonNegativeNumber, numberList } from "./protocol_input.ts";
import type { Sequence } from "./sequence.ts";
import { unitSquaredIntegral } from "./sequence_encoding.ts";

/** How the amplitude of a protocol was given; it is what stays when a timing changes. */
export type AmplitudeKey = "bValues" | "gradientStrengths" | "qValues";

/** What is measured. The signal it gives has shape [sequences, directions, bValues]. */
export interface Protocol<S extends Sequence = Sequence> {
  /** The sequences. */
  readonly sequences: readonly S[];
  /** Unit gradient directions, [3 × directions], row-major. */
  readonly directions: Float64Array;
  /** Amplitude q = γ g of each sequence at each b-value, rad/(µm ms), [sequences × bValues]. */
  readonly q: Float64Array;
  /** The b-value that goes with each `q`, s/mm², [sequences × bValues]. */
  readonly bValues: Float64Array;
  /** How the amplitude was given. */
  readonly given: AmplitudeKey;
}

/** Numbers for all sequences alike, or one list per sequence. */
export type Amplitudes = readonly number[] | Float64Array | readonly (readonly number[])[];

/** Directions and exactly one of the three amplitude lists. */
export interface MeasurementOptions {
  /** b-values, s/mm²: one list for all sequences, or one list per sequence. */
  readonly bValues?: Amplitudes;
  /** Largest gradient strengths, mT/m: one list for all sequences, or one list per sequence. */
  readonly gradientStrengths?: Amplitudes;
  /** Amplitudes q = γ g, rad/(µm ms): one list for all sequences, or one list per sequence. */
  readonly qValues?: Amplitudes;
  /** Gradient directions, normalised here: a list of triples, or [3 × directions] numbers. */
  readonly directions: Directions;
}

const KEYS: readonly AmplitudeKey[] = ["bValues", "gradientStrengths", "qValues"];

function amplitudeLists(
  key: AmplitudeKey,
  values: Amplitudes,
  sequences: number,
): { lists: Float64Array[]; name: (s: number, b: number) => string } {
  if (!Array.isArray(values) && !(values instanceof Float64Array)) {
    throw new InputError(`'${key}' must be a list of numbers`);
  }
  if (values.length === 0) throw new InputError(`'${key}' is empty: give at least one value`);
  const entries: readonly unknown[] = Array.from<unknown>(values);
  if (!entries.some(Array.isArray)) {
    const list = Float64Array.from(entries, (x, i) => finiteNumber(x, `${key}[${i}]`));
    return { lists: Array(sequences).fill(list), name: (_, b) => `${key}[${b}]` };
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
  return { lists, name: (s, b) => `${key}[${s}][${b}]` };
}

function onlyAmplitude(options: MeasurementOptions): AmplitudeKey {
  const keys = KEYS.filter((key) => options[key] !== undefined);
  if (keys.length === 1) return keys[0];
  throw new InputError(
    `The amplitude is given ${
      keys.length === 0 ? "by no key" : `twice, by '${keys.join("' and '")}'`
    }: give one of 'bValues', 'gradientStrengths' and 'qValues'`,
  );
}

function checkSecondDirections(sequences: readonly Sequence[], directions: number): void {
  sequences.forEach(({ secondDirections }, s) => {
    const count = (secondDirections?.length ?? 3) / 3;
    if (count === 1 || count === directions) return;
    throw new InputError(
      `'secondDirections' of sequence ${
        s + 1
      } has ${count} directions but 'directions' has ${directions}: give one, or as many`,
    );
  });
}

/** The protocol of sequences that take no amplitude and no direction: one measurement each. */
function literalProtocol<S extends Sequence>(sequences: readonly S[]): Protocol<S> {
  const q = new Float64Array(sequences.length).fill(amplitudePerGradient);
  return {
    sequences,
    directions: Float64Array.of(0, 0, 1),
    q,
    bValues: q.map((x, s) => x * x * unitSquaredIntegral(sequences[s]) / bValueUnit),
    given: "gradientStrengths",
  };
}

/**
 * Combines sequences with directions and amplitudes.
 *
 * @param sequences The sequences.
 * @param options Directions and one list of amplitudes; not for literal sequences alone.
 * @returns The protocol; the measurement of a literal sequence fills the places of all directions and amplitudes.
 * @throws {InputError} If a list is empty or uneven, a number is not finite, a direction is zero or b < 0.
 */
export function buildProtocol<S extends Sequence>(
  sequences: readonly S[],
  options: Partial<MeasurementOptions>,
): Protocol<S> {
  if (sequences.length === 0) {
    throw new InputError("'sequences' is empty: give at least one sequence");
  }
  const measurement = [...KEYS, "directions" as const].find((key) => options[key] !== undefined);
  if (sequences.every(({ literal }) => literal)) {
    if (measurement === undefined) return literalProtocol(sequences);
    throw new InputError(
      `'${measurement}' is given but a waveform in mT/m takes no b-values or directions: leave it out, or give the waveform 'scaled'`,
    );
  }
  if (options.directions === undefined) throw new InputError("'directions' is missing");
  const given = { ...options, directions: options.directions };
  const directions = unitDirections(given.directions);
  checkSecondDirections(sequences, directions.length / 3);
  const key = onlyAmplitude(given);
  const { lists, name } = amplitudeLists(key, given[key]!, sequences.length);
  const count = lists[0].length;
  const q = new Float64Array(sequences.length * count);
  const bValues = new Float64Array(sequences.length * count);
  sequences.forEach((sequence, s) => {
    const unit = unitSquaredIntegral(sequence);
    if (unit === 0 && key === "bValues" && !sequence.literal) {
      throw new InputError(
        `Sequence ${
          s + 1
        } (${sequence.type}) has no gradient, so that no amplitude gives a b-value`,
      );
    }
    lists[s].forEach((value, b) => {
      const at = s * count + b;
      if (sequence.literal) q[at] = amplitudePerGradient;
      else if (key === "bValues") {
        q[at] = Math.sqrt(nonNegativeNumber(value, name(s, b), " s/mm²") * bValueUnit / unit);
      } else q[at] = key === "qValues" ? value : value * amplitudePerGradient;
      // A b-value that was given stays as it is, to the bit.
      const own = key !== "bValues" || sequence.literal;
      bValues[at] = own ? q[at] * q[at] * unit / bValueUnit : value;
    });
  });
  return { sequences, directions, q, bValues, given: key };
}
