/**
 * The error of a failed assertion.
 *
 * @module
 */

/** Thrown by every assertion that fails. */
export class AssertionError extends Error {
  /**
   * Makes the error.
   *
   * @param message What was expected and what was seen.
   * @param options The cause, if another error led to this one.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

/** The message of a failed assertion: what happened, then the caller's own words. */
export function describe(what: string, msg?: string): string {
  return msg === undefined ? `${what}.` : `${what}: ${msg}`;
}
