/**
 * The part of `@std/assert` that Torrey's tests use, with the same signatures and meaning.
 *
 * Tests resolve `@std/assert` to this folder, so that they run where the JSR registry is out of reach, and in a
 * browser.
 *
 * @module
 */
export { AssertionError } from "./assertion_error.ts";
export {
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  assertNotEquals,
  assertNotStrictEquals,
  assertStrictEquals,
} from "./equality.ts";
export { assertGreater, assertGreaterOrEqual, assertLess, assertLessOrEqual } from "./order.ts";
export { assertRejects, assertThrows } from "./errors.ts";
export {
  assert,
  assertExists,
  assertFalse,
  assertInstanceOf,
  assertIsError,
  assertMatch,
  assertNotInstanceOf,
  assertNotMatch,
  assertStringIncludes,
  fail,
  unreachable,
} from "./checks.ts";
