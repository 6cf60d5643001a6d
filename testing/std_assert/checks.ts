/**
 * Assertions about one value: its truth, presence, class or text.
 *
 * @module
 */
import { AssertionError, describe } from "./assertion_error.ts";
import { show } from "./show.ts";

// deno-lint-ignore no-explicit-any -- the signature of the real package, which any class must satisfy
type AnyConstructor = abstract new (...args: any[]) => unknown;

/** Asserts that `expr` is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/** Asserts that `expr` is falsy. */
export function assertFalse(expr: unknown, msg = ""): void {
  if (expr) throw new AssertionError(msg);
}

/** Asserts that `actual` is neither `null` nor `undefined`. */
export function assertExists<T>(
  actual: T,
  msg?: string,
): asserts actual is NonNullable<T> {
  if (actual !== null && actual !== undefined) return;
  throw new AssertionError(
    describe(`Expected actual: "${actual}" to not be null or undefined`, msg),
  );
}

/** Asserts that `actual` is an instance of `expectedType`. */
export function assertInstanceOf<T extends AnyConstructor>(
  actual: unknown,
  expectedType: T,
  msg = "",
): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  throw new AssertionError(
    describe(
      `Expected object to be an instance of "${expectedType.name}" but was ${show(actual)}`,
      msg || undefined,
    ),
  );
}

/** Asserts that `actual` is not an instance of `unexpectedType`. */
export function assertNotInstanceOf(
  actual: unknown,
  unexpectedType: AnyConstructor,
  msg?: string,
): void {
  if (!(actual instanceof unexpectedType)) return;
  throw new AssertionError(
    describe(
      `Expected object to not be an instance of "${unexpectedType.name}"`,
      msg,
    ),
  );
}

/** Asserts that `error` is an `Error`, of class `ErrorClass` and with `msgMatches` in its message where given. */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  // deno-lint-ignore no-explicit-any -- the signature of the real package
  ErrorClass?: abstract new (...args: any[]) => E,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E {
  if (!(error instanceof Error)) {
    throw new AssertionError(
      describe(
        `Expected "error" to be an Error object but was ${show(error)}`,
        msg,
      ),
    );
  }
  if (ErrorClass !== undefined && !(error instanceof ErrorClass)) {
    throw new AssertionError(
      describe(
        `Expected error to be instance of "${ErrorClass.name}", but was "${error.constructor.name}": ${error.message}`,
        msg,
      ),
      { cause: error },
    );
  }
  const matches = msgMatches === undefined ||
    (typeof msgMatches === "string"
      ? error.message.includes(msgMatches)
      : msgMatches.test(error.message));
  if (matches) return;
  throw new AssertionError(
    describe(
      `Expected error message to ${
        typeof msgMatches === "string" ? "include" : "match"
      } ${msgMatches}, but got "${error.message}"`,
      msg,
    ),
    { cause: error },
  );
}

/** Asserts that `actual` matches the regular expression `expected`. */
export function assertMatch(
  actual: string,
  expected: RegExp,
  msg?: string,
): void {
  if (expected.test(actual)) return;
  throw new AssertionError(
    describe(`Expected actual: "${actual}" to match: "${expected}"`, msg),
  );
}

/** Asserts that `actual` does not match the regular expression `expected`. */
export function assertNotMatch(
  actual: string,
  expected: RegExp,
  msg?: string,
): void {
  if (!expected.test(actual)) return;
  throw new AssertionError(
    describe(`Expected actual: "${actual}" to not match: "${expected}"`, msg),
  );
}

/** Asserts that `actual` contains the text `expected`. */
export function assertStringIncludes(
  actual: string,
  expected: string,
  msg?: string,
): void {
  if (actual.includes(expected)) return;
  throw new AssertionError(
    describe(`Expected actual: "${actual}" to contain: "${expected}"`, msg),
  );
}

/** Fails. */
export function fail(msg?: string): never {
  throw new AssertionError(describe("Failed assertion", msg));
}

/** Fails: this line must not be reached. */
export function unreachable(msg?: string): never {
  throw new AssertionError(describe("Unreachable", msg));
}
