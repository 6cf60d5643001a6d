/**
 * Checks of the numbers a protocol is made from.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";

/** How a message calls one key of a sequence, e.g. `Delta` → `Delta[1]` or `sequences[1].Delta`. */
export type KeyName = (key: string) => string;

/** The value as a finite number, or an error that names its key. */
export function finiteNumber(value: unknown, key: string): number {
  if (value === undefined) throw new InputError(`'${key}' is missing`);
  if (typeof value !== "number") {
    throw new InputError(`'${key}' is ${JSON.stringify(value)} but must be a number`);
  }
  if (!Number.isFinite(value)) throw new InputError(`'${key}' is ${value} but must be finite`);
  return value;
}

/** The value as a positive number. */
export function positiveNumber(value: unknown, key: string, unit = " ms"): number {
  const number = finiteNumber(value, key);
  if (number > 0) return number;
  throw new InputError(`'${key}' is ${number}${unit} but must be positive`);
}

/** The value as a number that is not negative. */
export function nonNegativeNumber(value: unknown, key: string, unit = " ms"): number {
  const number = finiteNumber(value, key);
  if (number >= 0) return number;
  throw new InputError(`'${key}' is ${number}${unit} but must not be negative`);
}

/** Times that differ by less of themselves are equal. */
const ROUNDING = 1e-14;

/** Checks that a time is at least another; rounding counts as equal. */
export function atLeast(
  key: string,
  value: number,
  least: number,
  leastText: string,
  reason: string,
): void {
  if (value >= least - ROUNDING * Math.abs(least)) return;
  throw new InputError(
    `'${key}' is ${value} ms but must be at least ${leastText} = ${
      Number(least.toPrecision(12))
    } ms: ${reason}`,
  );
}

/** The value as a list of finite numbers; a number alone is a list of one unless `listOnly`. */
export function numberList(value: unknown, key: string, listOnly = false): number[] {
  if (value === undefined) throw new InputError(`'${key}' is missing`);
  if (typeof value === "number" && !listOnly) return [finiteNumber(value, key)];
  if (!Array.isArray(value) && !(value instanceof Float64Array)) {
    const wanted = listOnly ? "a list of numbers" : "a number or a list of numbers";
    throw new InputError(`'${key}' is ${JSON.stringify(value)} but must be ${wanted}`);
  }
  if (value.length === 0) throw new InputError(`'${key}' is empty: give at least one value`);
  return Array.from<unknown, number>(value, (x, i) => finiteNumber(x, `${key}[${i}]`));
}

/** One value for all sequences, or one per sequence. */
export type PerSequence = number | readonly number[];

/** The values of one sequence among those of several, and how messages call them. */
export interface SequenceValues<K extends string> {
  readonly values: Readonly<Record<K, number>>;
  readonly name: KeyName;
}

/**
 * Deals values out to sequences: every key has one value for all, or as many as the longest list.
 *
 * @param options The options of a sequence.
 * @param keys The keys to deal out; those that are not given are left out.
 * @returns One record per sequence.
 */
export function perSequence<K extends string>(
  options: Readonly<Partial<Record<K, PerSequence>>>,
  required: readonly K[],
  optional: readonly K[] = [],
): SequenceValues<K>[] {
  const keys = [...required, ...optional.filter((key) => options[key] !== undefined)];
  const lists = keys.map((key) => numberList(options[key], key));
  const longest = lists.reduce((most, list, i) => list.length > lists[most].length ? i : most, 0);
  const count = lists[longest].length;
  lists.forEach((list, i) => {
    if (list.length === 1 || list.length === count) return;
    throw new InputError(
      `'${keys[i]}' has ${list.length} entries but '${keys[longest]}' has ${count}: give one ${
        keys[i]
      }, or as many as there are ${keys[longest]}`,
    );
  });
  return Array.from({ length: count }, (_, s) => ({
    values: Object.fromEntries(
      keys.map((key, i) => [key, lists[i][lists[i].length === 1 ? 0 : s]]),
    ) as Record<K, number>,
    name: (key) => {
      const at = keys.findIndex((k) => k === key);
      return at < 0 || !Array.isArray(options[key as K]) ? key : `${key}[${s}]`;
    },
  }));
}
