/**
 * The error for input that cannot be simulated: a wrong file, value or shape.
 *
 * @module
 */

/**
 * Says in one sentence what is wrong with the input, where, and what to do; the command line prints it and exits with 2.
 */
export class InputError extends Error {
  /** The error's name, for reports that carry no class. */
  override readonly name: string = "InputError";
}
