import { assertEquals, assertLess, assertThrows } from "@std/assert";
import { checkGrads, customVjp, exp, multiply, square, sum, type Tensor, tensor } from "./mod.ts";

Deno.test("checkGrads() returns small errors for a right gradient, the same for the same seed", () => {
  const f = (p: { x: Tensor; s: number }): Tensor => exp(multiply(p.s, square(p.x)));
  const at = { x: tensor([0.5, 1, 1.5]), s: 0.4 };
  const result = checkGrads(f, at, { directions: 5, seed: 3 });
  assertEquals(result.relativeErrors.length, 5);
  assertLess(result.maximum, 1e-11);
  assertEquals(checkGrads(f, at, { directions: 5, seed: 3 }), result);
});

/** p ↦ a² + Σ b², with the gradient of b off by a factor. */
function off(factor: number): (p: { a: number; b: Tensor }) => number {
  return customVjp("off", (p: { a: number; b: Tensor }) => ({
    value: p.a ** 2 + p.b.data.reduce((total, x) => total + x * x, 0),
    pullback: (cotangent: number): [{ a: number; b: Tensor }] => [{
      a: 2 * p.a * cotangent,
      b: tensor(p.b.data.map((x) => 2 * x * factor * cotangent)),
    }],
  }));
}

Deno.test("checkGrads() throws for a gradient that is off by more than the tolerance and names the leaf", () => {
  const at = { a: 2, b: tensor([1, -2, 3]) };
  checkGrads(off(1), at, { tolerance: 1e-9 });
  for (const factor of [1 + 1e-5, 1 - 1e-5, -1, 0, NaN]) {
    assertThrows(() => checkGrads(off(factor), at), Error, "mostly in 'b'");
  }
  checkGrads(off(1 + 1e-5), at, { tolerance: 1e-4 });
});

Deno.test("checkGrads() scales its steps to each leaf", () => {
  const f = (p: { small: number; large: Tensor }): Tensor =>
    exp(multiply(multiply(1e6, p.small), multiply(1e-6, sum(p.large))));
  const at = { small: 3e-7, large: tensor([1e6, 2e6]) };
  assertLess(checkGrads(f, at).maximum, 1e-10);
});

Deno.test("checkGrads() is not misled by rounding where the derivative is zero", () => {
  const even = (x: number): Tensor => square(x);
  checkGrads(even, 0);
  const constant = (p: { x: Tensor }): Tensor => sum(multiply(p.x, 0));
  assertEquals(checkGrads(constant, { x: tensor([1, 2]) }).maximum, 0);
});

Deno.test("checkGrads() looks at every output", () => {
  const f = customVjp("half", (x: number) => ({
    value: { right: x * x, wrong: x },
    pullback: (c: { right: number; wrong: number }): [number] => [2 * x * c.right],
  }));
  assertThrows(() => checkGrads(f, 3), Error, "Gradient differs from finite differences");
});
