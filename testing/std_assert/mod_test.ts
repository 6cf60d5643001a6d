import {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  fail,
} from "@std/assert";

/** Whether `fn` fails as an assertion does; written without the assertions under test. */
function fails(fn: () => unknown): boolean {
  try {
    fn();
  } catch (error) {
    if (error instanceof AssertionError) return true;
    throw error;
  }
  return false;
}

function expect(value: boolean, what: string): void {
  if (!value) throw new Error(what);
}

Deno.test("every assertion holds where it should and fails where it should", () => {
  const holds: Record<string, () => unknown> = {
    assert: () => assert(1),
    assertFalse: () => assertFalse(0),
    equalsDeep: () =>
      assertEquals({ a: [1, Float64Array.of(2)] }, {
        a: [1, Float64Array.of(2)],
      }),
    equalsNaN: () => assertEquals([NaN], [NaN]),
    equalsZero: () => assertEquals([0, Float64Array.of(-0)], [-0, Float64Array.of(0)]),
    notEquals: () => assertNotEquals([1], [2]),
    strict: () => assertStrictEquals("a", "a"),
    almost: () => assertAlmostEquals(1 + 9e-8, 1),
    almostTolerance: () => assertAlmostEquals(1.1, 1, 0.11),
    almostInfinite: () => assertAlmostEquals(Infinity, Infinity),
    exists: () => assertExists(0),
    instance: () => assertInstanceOf(new TypeError(), Error),
    greater: () => assertGreater(2, 1),
    greaterOrEqual: () => assertGreaterOrEqual(1, 1),
    less: () => assertLess(1, 2),
    lessOrEqual: () => assertLessOrEqual(1, 1),
    match: () => assertMatch("abc", /b/),
    includes: () => assertStringIncludes("abc", "bc"),
    arrayIncludes: () => assertArrayIncludes([[1], [2], [3]], [[2]]),
    throws: () => assertThrows(() => fail("no"), AssertionError, "no"),
  };
  for (const [name, fn] of Object.entries(holds)) {
    expect(!fails(fn), `${name} should hold`);
  }
  const broken: Record<string, () => unknown> = {
    assert: () => assert(0),
    assertFalse: () => assertFalse(1),
    equalsDeep: () => assertEquals({ a: [1, 2] }, { a: [1, 3] }),
    equalsMissing: () => assertEquals<Record<string, unknown>>({}, { a: undefined }),
    equalsClass: () => assertEquals<ArrayLike<number>>(Float64Array.of(1), Int32Array.of(1)),
    notEquals: () => assertNotEquals([1], [1]),
    strict: () => assertStrictEquals([1], [1]),
    strictZero: () => assertStrictEquals(0, -0),
    almost: () => assertAlmostEquals(1 + 2e-7, 1),
    almostTolerance: () => assertAlmostEquals(1.1, 1, 0.09),
    almostNaN: () => assertAlmostEquals(NaN, 1, 10),
    exists: () => assertExists(null),
    instance: () => assertInstanceOf({}, Error),
    greater: () => assertGreater(1, 1),
    greaterOrEqual: () => assertGreaterOrEqual(NaN, 1),
    less: () => assertLess(1, 1),
    lessOrEqual: () => assertLessOrEqual(2, 1),
    match: () => assertMatch("abc", /x/),
    includes: () => assertStringIncludes("abc", "x"),
    arrayIncludes: () => assertArrayIncludes([1], [2]),
    throwsNot: () => assertThrows(() => 1),
    throwsClass: () =>
      assertThrows(() => {
        throw new Error("x");
      }, TypeError),
    throwsMessage: () =>
      assertThrows(
        () => {
          throw new TypeError("x");
        },
        TypeError,
        "y",
      ),
    throwsPromise: () => assertThrows(() => Promise.resolve()),
  };
  for (const [name, fn] of Object.entries(broken)) {
    expect(fails(fn), `${name} should fail`);
  }
});

Deno.test("assertThrows() and assertRejects() return the error", async () => {
  const error = new RangeError("too far");
  const thrown = assertThrows(
    () => {
      throw error;
    },
    RangeError,
    "far",
  );
  expect(thrown === error, "the thrown error itself");
  const reason = await assertRejects(
    () => Promise.reject(error),
    RangeError,
    "far",
  );
  expect(reason === error, "the reason itself");
});

Deno.test("assertRejects() fails on a fulfilled promise, a wrong class and a synchronous throw", async () => {
  const cases: (() => Promise<unknown>)[] = [
    () => assertRejects(() => Promise.resolve(1)),
    () => assertRejects(() => Promise.reject(new Error("x")), TypeError),
    () =>
      assertRejects(() => {
        throw new Error("x");
      }),
  ];
  for (const run of cases) {
    const failure = await run().then(() => undefined, (error) => error);
    expect(failure instanceof AssertionError, "an AssertionError");
  }
});
