import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parseTree, stringifyTree, tensor } from "./mod.ts";

Deno.test("stringifyTree() and parseTree() keep every bit", () => {
  const leaf = fc.oneof(
    fc.double(),
    fc.constantFrom(NaN, Infinity, -Infinity, -0, null, true, "text"),
    fc.array(fc.double(), { maxLength: 4 }).map((data) => tensor(data, [1, data.length])),
  );
  const tree = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie("node"), { maxLength: 3 }),
      fc.dictionary(fc.string({ maxLength: 3 }).filter((key) => key !== "__proto__"), tie("node"), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
    ),
  })).node;
  fc.assert(fc.property(tree, (value) => assertEquals(parseTree(stringifyTree(value)), value)));
});

Deno.test("parseTree() refuses what is no tree", () => {
  assertThrows(
    () => parseTree('{"tensor": {"shape": [2], "data": [1]}}'),
    SyntaxError,
    "shape [2] has 1 elements",
  );
  assertThrows(
    () => parseTree('{"tensor": {"shape": [1]}}'),
    SyntaxError,
    "a tensor needs 'shape' and 'data'",
  );
  assertThrows(
    () => parseTree('{"tensor": {"shape": [1], "data": ["x"]}}'),
    SyntaxError,
    "'x' is not a number",
  );
  assertThrows(() => parseTree('{"number": "x"}'), SyntaxError, "'x' is not a number");
});
