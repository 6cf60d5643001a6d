/**
 * Assertions that two values are the same, or nearly.
 *
 * @module
 */
import { AssertionError, describe } from "./assertion_error.ts";
import { firstDifference } from "./equal.ts";
import { show } from "./show.ts";

function equal(a: unknown, b: unknown): boolean {
  return firstDifference(a, b) === undefined;
}

/** Asserts that `actual` and `expected` are deeply equal. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  const difference = firstDifference(actual, expected);
  if (difference === undefined) return;
  throw new AssertionError(
    `${describe("Values are not equal", msg)}\n\n${difference}\n`,
  );
}

/** Asserts that `actual` and `expected` are not deeply equal. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  throw new AssertionError(
    describe(
      `Expected actual: ${show(actual)} not to be: ${show(expected)}`,
      msg,
    ),
  );
}

/** Asserts that `actual` and `expected` are the same by `Object.is`. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  throw new AssertionError(
    describe(
      `Values are not strictly equal: ${show(actual)} and ${show(expected)}`,
      msg,
    ),
  );
}

/** Asserts that `actual` and `expected` are not the same by `Object.is`. */
export function assertNotStrictEquals<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (!Object.is(actual, expected)) return;
  throw new AssertionError(
    describe(
      `Expected "actual" to not be strictly equal to: ${show(actual)}`,
      msg,
    ),
  );
}

/** Asserts that |actual − expected| ≤ `tolerance`, by default 1e-7 of `expected`. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void {
  if (Object.is(actual, expected)) return;
  const delta = Math.abs(expected - actual);
  const allowed = tolerance ??
    (isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  if (delta <= allowed) return;
  throw new AssertionError(
    describe(
      `Expected actual: "${actual}" to be close to "${expected}": delta "${delta}" is greater than "${allowed}"`,
      msg,
    ),
  );
}

/** Asserts that `actual` contains every element of `expected`, by deep equality. */
export function assertArrayIncludes<T>(
  actual: ArrayLike<T>,
  expected: ArrayLike<T>,
  msg?: string,
): void {
  const present = Array.from(actual);
  const missing = Array.from(expected).filter((x) => !present.some((y) => equal(x, y)));
  if (missing.length === 0) return;
  throw new AssertionError(
    describe(
      `Expected actual: "${show(actual)}" to include: "${show(expected)}", missing: ${
        show(missing)
      }`,
      msg,
    ),
  );
}
