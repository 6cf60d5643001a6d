/**
 * Checks of the numbers a protocol is made from.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";

/** The value as a finite number, or an error that names its key. */
export function finiteNumber(value: unknown, key: string): number {
  if (typeof value !== "number") {
    throw new InputError(`'${key}' is ${JSON.stringify(value)} but must be a number`);
  }
  if (!Number.isFinite(value)) throw new InputError(`'${key}' is ${value} but must be finite`);
  return value;
}

/** The value as a list of finite numbers; a number alone is a list of one unless `listOnly`. */
export function numberList(value: unknown, key: string, listOnly = false): number[] {
  if (typeof value === "number" && !listOnly) return [finiteNumber(value, key)];
  if (!Array.isArray(value) && !(value instanceof Float64Array)) {
    const wanted = listOnly ? "a list of numbers" : "a number or a list of numbers";
    throw new InputError(`'${key}' is ${JSON.stringify(value)} but must be ${wanted}`);
  }
  if (value.length === 0) throw new InputError(`'${key}' is empty: give at least one value`);
  return Array.from<unknown, number>(value, (x, i) => finiteNumber(x, `${key}[${i}]`));
}
