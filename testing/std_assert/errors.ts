/**
 * Assertions that a function throws, or that a promise is rejected.
 *
 * @module
 */
import { AssertionError, describe } from "./assertion_error.ts";
import { show } from "./show.ts";
import { assertIsError } from "./checks.ts";

// deno-lint-ignore no-explicit-any -- the signature of the real package, which any error class must satisfy
type ErrorConstructorOf<E extends Error> = abstract new (...args: any[]) => E;

/** Asserts that `fn` throws, and returns what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Asserts that `fn` throws an `ErrorClass` whose message includes `msgIncludes`, and returns the error. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorConstructorOf<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  classOrMsg?: ErrorConstructorOf<Error> | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const note = typeof classOrMsg === "string" ? classOrMsg : msg;
  let value: unknown;
  try {
    value = fn();
  } catch (error) {
    if (typeof classOrMsg === "function") {
      assertIsError(error, classOrMsg, msgIncludes, note);
    }
    return error;
  }
  if (value instanceof Promise) {
    value.catch(() => {});
    throw new AssertionError(
      "Function throws when expected to reject: use 'assertRejects'",
    );
  }
  throw new AssertionError(describe("Expected function to throw", note));
}

/** Asserts that the promise of `fn` is rejected, and resolves to the reason. */
export function assertRejects(
  fn: () => PromiseLike<unknown>,
  msg?: string,
): Promise<unknown>;
/** Asserts that the promise of `fn` is rejected with an `ErrorClass` whose message includes `msgIncludes`. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorConstructorOf<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  classOrMsg?: ErrorConstructorOf<Error> | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const note = typeof classOrMsg === "string" ? classOrMsg : msg;
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch (error) {
    throw new AssertionError(
      describe(`Function throws when expected to reject: ${show(error)}`, note),
      { cause: error },
    );
  }
  try {
    await promise;
  } catch (error) {
    if (typeof classOrMsg === "function") {
      assertIsError(error, classOrMsg, msgIncludes, note);
    }
    return error;
  }
  throw new AssertionError(describe("Expected function to reject", note));
}
