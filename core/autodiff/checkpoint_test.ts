import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  add,
  checkpoint,
  exp,
  grad,
  hessianVectorProduct,
  multiply,
  sin,
  sum,
  type Tensor,
  tensor,
  valueAndGrad,
} from "./mod.ts";
import { Traced } from "./trace.ts";
import type { TapeNode } from "./trace.ts";

/** A function that counts its runs and tells whether each was traced. */
function counted(): { f: (x: Tensor, s: number) => Tensor; runs: boolean[] } {
  const runs: boolean[] = [];
  return {
    runs,
    f: (x, s) => {
      runs.push(x instanceof Traced);
      return sin(multiply(s, exp(multiply(x, x))));
    },
  };
}

/** All nodes a traced value depends on. */
function tapeOf(value: unknown): TapeNode[] {
  assert(value instanceof Traced);
  const nodes = new Set<TapeNode>();
  const pending = [value.origin.node];
  for (let node = pending.pop(); node; node = pending.pop()) {
    nodes.add(node);
    for (const parent of node.parents) if (parent) pending.push(parent.node);
  }
  return [...nodes];
}

Deno.test("checkpoint() changes neither value nor gradient", () => {
  const { f } = counted();
  const loss = (g: typeof f) => (p: { x: Tensor; s: number }): Tensor =>
    sum(multiply(g(g(p.x, p.s), p.s), p.x));
  const at = { x: tensor([0.1, 0.5, 0.9]), s: 1.3 };
  const [value, slope] = valueAndGrad(loss(checkpoint(f)))(at);
  const [expected, slopeExpected] = valueAndGrad(loss(f))(at);
  assertEquals(value, expected);
  // Contributions are added up in another order.
  assertAlmostEquals(slope.s, slopeExpected.s, 1e-15);
  slope.x.data.forEach((x, k) => assertAlmostEquals(x, slopeExpected.x.data[k], 1e-15));
});

Deno.test("checkpoint() runs the function untraced forwards and once more backwards", () => {
  const { f, runs } = counted();
  grad((x: Tensor) => sum(checkpoint(f)(x, 2)))(tensor([1, 2]));
  assertEquals(runs, [false, true]);
});

Deno.test("checkpoint() stores nothing of the inside of the function", () => {
  const { f } = counted();
  let tape: TapeNode[] = [];
  grad((x: Tensor) => {
    const y = checkpoint(f)(x, 2);
    tape = tapeOf(y);
    return sum(y);
  })(tensor([1, 2]));
  assertEquals(tape.map((node) => node.primitive).sort(), ["checkpoint", "input"]);
  const [node] = tape.filter((each) => each.primitive === "checkpoint");
  assertEquals(node.outputs, []);
  assertEquals(node.inputs, [tensor([1, 2]), tensor([2], [])]);
});

Deno.test("checkpoint() can be differentiated twice and nested, storing nothing inside either time", () => {
  const { f } = counted();
  const plain = (x: Tensor): Tensor => sum(f(f(x, 0.3), 0.7));
  const stored = (x: Tensor): Tensor => checkpoint(plain)(x);
  const nested = (x: Tensor): Tensor =>
    checkpoint((y: Tensor) => sum(checkpoint(f)(checkpoint(f)(y, 0.3), 0.7)))(x);
  const [x, v] = [tensor([0.2, 0.4]), tensor([1, -1])];
  const expected = hessianVectorProduct(plain)(x, v);
  for (const g of [stored, nested]) {
    hessianVectorProduct(g)(x, v).data.forEach((value, k) =>
      assert(Math.abs(value - expected.data[k]) <= 1e-13 * Math.abs(expected.data[k]))
    );
  }
});

Deno.test("checkpoint() outside of any transform just runs the function", () => {
  const { f, runs } = counted();
  assertEquals(checkpoint(f)(tensor([1]), 2), f(tensor([1]), 2));
  assertEquals(runs, [false, false]);
});

Deno.test("checkpoint() refuses a function that uses traced values not given to it", () => {
  assertThrows(
    () => grad((x: number) => checkpoint((y: number) => multiply(x, y))(x))(2),
    Error,
    "uses a traced value not among its arguments: pass it as an argument",
  );
});

Deno.test("checkpoint() keeps numbers numbers and trees trees", () => {
  const f = checkpoint((p: { a: number; b: Tensor }) => ({
    same: p.a,
    sum: add(p.a, p.b),
    label: "x",
  }));
  const seen: unknown[] = [];
  grad((a: number) => {
    const result = f({ a, b: tensor([1, 2]) });
    seen.push(result.label);
    return add(result.same, sum(result.sum));
  })(3);
  assertEquals(seen, ["x"]);
  assertEquals(grad((a: number) => f({ a, b: tensor([1, 2]) }).same)(3), 1);
});
