import { assertEquals, assertThrows } from "@std/assert";
import {
  add,
  definePrimitive,
  exp,
  flatten,
  grad,
  leafPaths,
  mapTree,
  multiply,
  sum,
  type Tensor,
  tensor,
} from "./mod.ts";
import { registerRule } from "./primitive.ts";

Deno.test("reading the data of a traced value tells what to use instead", () => {
  assertThrows(
    () => grad((x: Tensor) => x.data[0])(tensor([1, 2])),
    TypeError,
    "Cannot read 'data' of a traced value of shape [2]: use array operations, or stopGradient(value)",
  );
});

Deno.test("JavaScript operators on a traced number tell what to use instead", () => {
  const message =
    "Cannot use a traced value of shape [] with JavaScript operators: use add, multiply";
  assertThrows(() => grad((x: number) => 2 * x)(1), TypeError, message);
  assertThrows(() => grad((x: number) => x > 0 ? x : 0)(1), TypeError, message);
  assertThrows(() => grad((x: number) => Math.exp(x))(1), TypeError, message);
  assertThrows(() => grad((x: number) => Number(`${x}`))(1), TypeError, message);
});

Deno.test("an operation without a rule is named when it is differentiated", () => {
  const roundOff = definePrimitive<undefined>({
    name: "roundOff",
    keep: "shapes",
    evaluate: ([x]) => ({ shape: x.shape, data: x.data.map(Math.round) }),
  });
  assertEquals(roundOff([1.7], undefined).data[0], 2);
  assertThrows(
    () => grad((x: number) => roundOff([x], undefined))(1.7),
    Error,
    "Cannot differentiate 'roundOff': it has no reverse rule",
  );
});

Deno.test("a primitive's name is taken only once", () => {
  assertThrows(() => registerRule("add", () => []), Error, "'add': it has one already");
});

Deno.test("grad() of a result that is no scalar says what to do", () => {
  assertThrows(
    () => grad((x: Tensor) => exp(x))(tensor([1, 2])),
    RangeError,
    "Cannot take the gradient of a result of shape [2]: expected a scalar",
  );
});

Deno.test("a traced value that has escaped is refused", () => {
  let escaped: number | undefined;
  grad((x: number) => {
    escaped = x;
    return multiply(x, x);
  })(1);
  assertThrows(
    () => add(escaped!, 1),
    Error,
    "Cannot use a traced value after the differentiated function has returned",
  );
});

Deno.test("an error inside a differentiated function comes out as it is and closes the trace", () => {
  let escaped: number | undefined;
  const failing = (x: number): Tensor => {
    escaped = x;
    throw new SyntaxError("inside");
  };
  assertThrows(() => grad(failing)(1), SyntaxError, "inside");
  assertThrows(() => add(escaped!, 1), Error, "after the differentiated function has returned");
});

Deno.test("traced values show their shape on the console", () => {
  let shown = "";
  grad((x: Tensor) => {
    shown = Deno.inspect(x);
    return sum(x);
  })(tensor([1, 2, 3]));
  assertEquals(shown, "Traced [3]");
});

Deno.test("flatten(), mapTree() and leafPaths() follow the structure", () => {
  class Opaque {
    readonly inside = 3;
  }
  const opaque = new Opaque();
  const tree = { a: 1, b: [tensor([2]), { c: 3 }], d: "text", e: opaque, f: null };
  assertEquals(flatten(tree).leaves, [1, tensor([2]), 3]);
  assertEquals(leafPaths(tree), ["a", "b[0]", "b[1].c"]);
  assertEquals(leafPaths(5), [""]);
  const doubled = mapTree((x) => multiply(x, 2).data[0], tree);
  assertEquals(doubled, { ...tree, a: 2, b: [4, { c: 6 }] } as unknown as typeof tree);
  assertEquals(doubled.e, opaque);
  assertThrows(
    () => mapTree((x) => x, { a: 1 } as Record<string, number>, { a: 1, b: 2 }),
    Error,
    "Cannot combine trees of 1 and 2 leaves: their structures differ",
  );
});
