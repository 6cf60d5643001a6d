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

/** A record that contains itself. */
function knot(value: number): unknown {
  const record: Record<string, unknown> = { value };
  record.self = [record];
  return record;
}

Deno.test("every assertion holds where it should and fails where it should", () => {
  const holds: Record<string, () => unknown> = {
    assert: () => assert(1),
    assertFalse: () => assertFalse(0),
    equalsDeep: () =>
      assertEquals({ a: [1, Float64Array.of(2)] }, {
        a: [1, Float64Array.of(2)],
      }),
    equalsSets: () =>
      assertEquals([new Set([1, [2]]), new Map([["a", { b: 1 }]])], [
        new Set([[2], 1]),
        new Map([["a", { b: 1 }]]),
      ]),
    equalsDates: () => assertEquals([new Date(5), /x/g], [new Date(5), /x/g]),
    equalsItself: () => assertEquals(knot(1), knot(1)),
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
    equalsLength: () => assertEquals([1], [1, 2]),
    equalsHole: () => assertEquals([1, undefined], Object.assign([1], { length: 2 })),
    equalsSets: () => assertEquals<unknown>(new Set([1, 2]), new Set([1, 3])),
    equalsMaps: () => assertEquals(new Map([["a", 1]]), new Map([["a", 2]])),
    equalsDates: () => assertEquals(new Date(5), new Date(6)),
    equalsErrors: () => assertEquals(new Error("a"), new Error("b")),
    equalsBytes: () => assertEquals(Uint8Array.of(1).buffer, Uint8Array.of(2).buffer),
    equalsItself: () => assertEquals(knot(1), knot(2)),
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

Deno.test("a failed assertEquals() names the first entry that differs", () => {
  const messageOf = (actual: unknown, expected: unknown): string => {
    try {
      assertEquals(actual, expected);
    } catch (error) {
      return (error as Error).message;
    }
    return "no failure";
  };
  const told = [
    [
      { a: [1, { b: 2 }] },
      { a: [1, { b: 3 }] },
      ".a[1].b: actual 2, expected 3",
    ],
    [
      Float32Array.of(1, NaN),
      Float32Array.of(1, 2),
      "[1]: actual NaN, expected 2",
    ],
    [{ a: 1 }, { a: 1, b: 2 }, ".b: only expected has it"],
    ["x", 1, 'value: actual "x", expected 1'],
    [
      [1],
      Float64Array.of(1),
      "value: actual [1], expected Float64Array(1) [1]",
    ],
  ];
  for (const [actual, expected, message] of told) {
    expect(
      messageOf(actual, expected).includes(String(message)),
      `${messageOf(actual, expected)} should include ${message}`,
    );
  }
});

Deno.test("long lists and deep records are cut short in messages", () => {
  const found: string[] = [];
  for (
    const value of [
      new Array(300).fill(0),
      knot(1),
      { a: { b: {} } },
      new Map([[1, -0]]),
    ]
  ) {
    try {
      assertEquals<unknown>(value, null);
    } catch (error) {
      found.push((error as Error).message);
    }
  }
  const parts = [
    "... 200 more",
    "{ self: [[Circular]], value: 1 }",
    "{ a: { b: {} } }",
    "1 => -0",
  ];
  parts.forEach((part, k) => expect(found[k].includes(part), `${found[k]} should include ${part}`));
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
