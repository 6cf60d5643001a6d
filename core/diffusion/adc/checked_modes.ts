/**
 * The check of a number of eigenmodes.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";

/** The number, where it is one. */
export function checkedModes(modes: number | undefined): number | undefined {
  if (modes === undefined || (Number.isInteger(modes) && modes >= 2)) return modes;
  throw new InputError(
    `'modes' is ${modes} but must be an integer of at least 2: the first mode is constant and does not diffuse`,
  );
}
