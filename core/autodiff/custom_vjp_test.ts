import { assertEquals, assertThrows } from "@std/assert";
import {
  checkGrads,
  customVjp,
  type CustomVjpContext,
  grad,
  hessianVectorProduct,
  jvp,
  multiply,
  sum,
  type Tensor,
  tensor,
  valueAndGrad,
} from "./mod.ts";

const cube = customVjp("cube", (x: number) => ({
  value: x ** 3,
  pullback: (cotangent: number): [number] => [3 * x ** 2 * cotangent],
}));

Deno.test("customVjp() uses the rule it is given", () => {
  const twisted = customVjp("twisted", (x: number) => ({
    value: x,
    pullback: (cotangent: number): [number] => [7 * cotangent],
  }));
  assertEquals(valueAndGrad((x: number) => multiply(twisted(x), 2))(5), [10, 14]);
  assertEquals(twisted(5), 5);
});

Deno.test("customVjp() sees plain data, whether the pullback is wanted, and by what", () => {
  const seen: unknown[] = [];
  const scale = customVjp(
    "scale",
    (p: { x: Tensor; s: number; kind: string }, context: CustomVjpContext) => {
      seen.push([p, context.differentiating, context.traced]);
      return {
        value: { y: tensor(p.x.data.map((v) => v * p.s)), kind: p.kind },
        pullback: (cotangent: { y: Tensor; kind: string }): [{ x: Tensor; s: number }] => [{
          s: cotangent.y.data.reduce((total, c, k) => total + c * p.x.data[k], 0),
          x: tensor(cotangent.y.data.map((c) => c * p.s)),
        }],
      };
    },
  );
  const params = { x: tensor([1, 2]), s: 3, kind: "k" };
  assertEquals(scale(params), { y: tensor([3, 6]), kind: "k" });
  assertEquals(grad((p: typeof params) => sum(scale(p).y))(params), {
    x: tensor([3, 3]),
    s: 3,
    kind: "k",
  });
  const none = { x: 0, s: 0, kind: "k" }, all = { x: 1, s: 1, kind: "k" };
  assertEquals(seen, [[params, false, [none]], [params, true, [all]]]);
  grad((s: number) => sum(scale({ ...params, s }).y))(3);
  assertEquals(seen[2], [params, true, [{ ...none, s: 1 }]]);
  checkGrads((p: typeof params) => scale(p).y, params);
});

Deno.test("customVjp() takes null, undefined and absent gradients as zero", () => {
  const f = customVjp("partly", (a: { x: Tensor; y: Tensor }, b: number, c: Tensor) => ({
    value: a.x.data[0] * 2 + a.y.data[0] + b + c.data[0],
    pullback: (cotangent: number): [{ x: Tensor }, null, undefined] => [
      { x: tensor([2 * cotangent]) },
      null,
      undefined,
    ],
  }));
  const one = tensor([1]);
  const slope = grad((p: { a: { x: Tensor; y: Tensor }; b: number; c: Tensor }) =>
    f(p.a, p.b, p.c)
  )({
    a: { x: one, y: one },
    b: 1,
    c: one,
  });
  assertEquals(slope, { a: { x: tensor([2]), y: tensor([0]) }, b: 0, c: tensor([0]) });
});

Deno.test("customVjp() differentiated twice says so by name", () => {
  const message = "Cannot differentiate 'cube' twice";
  assertThrows(() => grad(grad(cube))(2), Error, message);
  assertThrows(() => hessianVectorProduct(cube)(2, 1), Error, message);
  assertThrows(() => jvp(cube, [2], [1]), Error, message);
  assertThrows(
    () => grad((x: number) => grad((y: number) => multiply(cube(y), x))(2))(3),
    Error,
    message,
  );
});

Deno.test("customVjp() inside a nested gradient is fine where it is differentiated only once", () => {
  // The inner derivative does not involve cube(x).
  const f = (x: number): Tensor => multiply(cube(x), grad((y: number) => multiply(y, y))(5));
  assertEquals(grad(f)(2), 120);
  const g = (x: number): number => grad((y: number) => multiply(y, cube(x)))(5);
  assertEquals(grad(g)(2), 12);
});

Deno.test("customVjp() made of differentiable operations can be differentiated again", () => {
  const smooth = customVjp("smooth", (x: Tensor) => ({
    value: multiply(x, multiply(x, x)),
    pullback: (cotangent: Tensor): [Tensor] => [multiply(cotangent, multiply(3, multiply(x, x)))],
  }), { differentiable: true });
  const f = (x: number): Tensor => smooth(multiply(x, 1));
  assertEquals([grad(f)(2), grad(grad(f))(2), grad(grad(grad(f)))(2)], [12, 12, 6]);
  assertEquals(jvp(f, [2], [1])[1].data[0], 12);
});

Deno.test("customVjp() refuses traced values that are not among its arguments", () => {
  assertThrows(
    () =>
      grad((x: number) =>
        customVjp("closure", (y: number) => ({
          value: multiply(x, y),
          pullback: (): [number] => [0],
        }))(x)
      )(2),
    Error,
    "Cannot differentiate 'closure': it uses a traced value that is not among its arguments",
  );
});

Deno.test("customVjp() names itself when its gradient has the wrong shape", () => {
  const wrong = customVjp("wrong", (x: Tensor) => ({
    value: x.data[0],
    pullback: (): [Tensor] => [tensor([1])],
  }));
  assertThrows(
    () => grad(wrong)(tensor([1, 2])),
    RangeError,
    "Cannot differentiate 'wrong': its rule gave a gradient of shape [1] for input 0 of shape [2]",
  );
});
