/**
 * Checks of the objects, lists and numbers of a case file; every error names the key path.
 *
 * @module
 */
import { InputError } from "../input_error.ts";
import { suggestion } from "../suggestion.ts";

/** An object of a case file whose keys are known. */
export type Entry = Readonly<Record<string, unknown>>;

/** Longest excerpt of a wrong value shown in a message. */
const EXCERPT = 40;

/** A value as a message shows it. */
export function excerpt(value: unknown): string {
  const text = typeof value === "number" ? String(value) : JSON.stringify(value) ?? String(value);
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
}

/** The path of a key inside another. */
export function keyPath(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/**
 * Checks that a value is an object with no unknown and no missing key.
 *
 * @param value The value.
 * @param path Its key path; "" for the case itself.
 * @param required Keys that must be there.
 * @param optional Keys that may be there.
 */
export function entryWithKeys(
  value: unknown,
  path: string,
  required: readonly string[],
  optional: readonly string[] = [],
): Entry {
  const what = path === "" ? "The case" : `'${path}'`;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InputError(`${what} is ${excerpt(value)} but must be an object`);
  }
  const known = [...required, ...optional];
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new InputError(
      `'${keyPath(path, unknown)}' is not a known key: ${suggestion(unknown, known)}`,
    );
  }
  const entry = value as Entry;
  const missing = required.find((key) => entry[key] === undefined);
  if (missing !== undefined) {
    throw new InputError(`'${keyPath(path, missing)}' is missing`);
  }
  return entry;
}

/** Checks that a value is a list, of a given length where one is given. */
export function listOf(value: unknown, path: string, length?: number, of?: string): unknown[] {
  if (!Array.isArray(value)) {
    throw new InputError(`'${path}' is ${excerpt(value)} but must be a list`);
  }
  if (length !== undefined && value.length !== length) {
    throw new InputError(`'${path}' has ${value.length} entries but there are ${length} ${of}`);
  }
  if (value.length === 0) {
    throw new InputError(`'${path}' is empty: give at least one entry`);
  }
  return value;
}

/** Checks that a value is a finite number. */
export function finite(value: unknown, path: string): number {
  if (typeof value !== "number") {
    throw new InputError(`'${path}' is ${excerpt(value)} but must be a number`);
  }
  if (!Number.isFinite(value)) throw new InputError(`'${path}' is ${value} but must be finite`);
  return value;
}

/** Checks that a value is a positive finite number. */
export function positive(value: unknown, path: string, unit: string): number {
  const number = finite(value, path);
  if (number > 0) return number;
  const shown = unit === "" ? `${number}` : `${number} ${unit}`;
  throw new InputError(`'${path}' is ${shown} but must be positive`);
}
