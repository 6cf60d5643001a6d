/**
 * Assertions that one value is above or below another.
 *
 * @module
 */
import { AssertionError, describe } from "./assertion_error.ts";
import { show } from "./show.ts";

/** Asserts that `actual` > `expected`. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (actual > expected) return;
  throw new AssertionError(
    describe(`Expect ${show(actual)} > ${show(expected)}`, msg),
  );
}

/** Asserts that `actual` ≥ `expected`. */
export function assertGreaterOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (actual >= expected) return;
  throw new AssertionError(
    describe(`Expect ${show(actual)} >= ${show(expected)}`, msg),
  );
}

/** Asserts that `actual` < `expected`. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (actual < expected) return;
  throw new AssertionError(
    describe(`Expect ${show(actual)} < ${show(expected)}`, msg),
  );
}

/** Asserts that `actual` ≤ `expected`. */
export function assertLessOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (actual <= expected) return;
  throw new AssertionError(
    describe(`Expect ${show(actual)} <= ${show(expected)}`, msg),
  );
}
