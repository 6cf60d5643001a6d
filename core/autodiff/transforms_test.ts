import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  add,
  cos,
  divide,
  dot,
  exp,
  fromArray,
  grad,
  hessian,
  hessianVectorProduct,
  jacobian,
  jvp,
  matmul,
  multiply,
  power,
  prod,
  sin,
  slice,
  square,
  stack,
  stopGradient,
  sum,
  type Tensor,
  tensor,
  toNumber,
  valueAndGrad,
  valueOf,
  vjp,
  zeros,
} from "./mod.ts";

Deno.test("valueAndGrad() gives each leaf a gradient of its kind and passes the rest through", () => {
  interface Params {
    readonly rate: number;
    readonly points: Tensor;
    readonly list: readonly [number, { readonly deep: Tensor }];
    readonly name: string;
    readonly flag: boolean;
    readonly nothing: undefined;
    readonly indices: Int32Array;
  }
  const params: Params = {
    rate: 2,
    points: tensor([1, 2], [1, 2]),
    list: [3, { deep: tensor([4], []) }],
    name: "axon",
    flag: true,
    nothing: undefined,
    indices: Int32Array.of(1, 2),
  };
  const f = (p: Params): Tensor =>
    add(multiply(p.rate, sum(square(p.points))), multiply(p.list[0], p.list[1].deep));
  const [value, slope]: [number, Params] = valueAndGrad(f)(params);
  assertEquals(value, 22);
  assertEquals(slope, {
    ...params,
    rate: 5,
    points: tensor([4, 8], [1, 2]),
    list: [4, { deep: tensor([3], []) }],
  });
});

Deno.test("grad() differentiates with respect to the first argument only", () => {
  const f = (x: number, y: number, power: { of: number }): Tensor =>
    multiply(x, multiply(y, power.of));
  assertEquals(grad(f)(2, 3, { of: 5 }), 15);
});

Deno.test("grad() is zero for what the value does not depend on", () => {
  assertEquals(grad((_: { x: Tensor; y: number }) => 3)({ x: tensor([1, 2]), y: 1 }), {
    x: zeros([2]),
    y: 0,
  });
});

Deno.test("grad() adds up over all uses of a value", () => {
  const f = (x: number): Tensor => {
    let y: Tensor = multiply(x, 1);
    for (let k = 0; k < 20; k++) y = add(y, y);
    return y;
  };
  assertEquals(grad(f)(1), 2 ** 20);
});

Deno.test("grad() nests to any order", () => {
  const f = (x: number): Tensor => sin(multiply(2, x));
  const d4 = grad(grad(grad(grad(f))));
  assertAlmostEquals(d4(0.3), 16 * Math.sin(0.6), 1e-14);
});

Deno.test("nested gradients of functions of each other's variables are not confused", () => {
  // d/dx [x d/dy (x + y)] = 1, which perturbation confusion makes 2.
  assertEquals(grad((x: number) => multiply(x, grad((y: number) => add(x, y))(1)))(1), 1);
  // d/dx d/dy x² y³ at (3, 2) = 6 x y² … 2·3·3·4.
  const inner = (x: number) => grad((y: number) => multiply(square(x), power(y, 3)))(2);
  assertEquals(grad(inner)(3), 72);
});

Deno.test("vjp() returns a pullback for any number of cotangents", () => {
  const [value, pullback] = vjp(
    (a: Tensor, b: { c: number }) => ({ left: multiply(a, b.c), right: sum(a) }),
    tensor([1, 2]),
    { c: 3 },
  );
  assertEquals(value, { left: tensor([3, 6]), right: tensor([3], []) });
  assertEquals(pullback({ left: tensor([1, 0]), right: tensor([0], []) }), [tensor([3, 0]), {
    c: 1,
  }]);
  assertEquals(pullback({ left: zeros([2]), right: tensor([2], []) }), [tensor([2, 2]), { c: 0 }]);
});

Deno.test("vjp() refuses cotangents that do not fit", () => {
  const [, pullback] = vjp((x: Tensor): Tensor => square(x), tensor([1, 2]));
  assertThrows(
    () => pullback(tensor([1])),
    RangeError,
    "cotangent of shape [1]: output 0 has shape [2]",
  );
});

Deno.test("jvp() is the derivative along a direction", () => {
  const f = (x: Tensor, p: { s: number }) => ({ wave: sin(multiply(p.s, x)), twice: p.s });
  const [value, slope] = jvp(f, [tensor([0.3, 0.5]), { s: 2 }], [tensor([1, -1]), { s: 0.5 }]);
  assertEquals(value, { wave: tensor([Math.sin(0.6), Math.sin(1)]), twice: 2 });
  assertEquals(slope.twice, 0.5);
  assertAlmostEquals(slope.wave.data[0], Math.cos(0.6) * (2 + 0.15), 1e-15);
  assertAlmostEquals(slope.wave.data[1], Math.cos(1) * (-2 + 0.25), 1e-15);
});

Deno.test("jvp() inside grad() and grad() inside jvp() agree", () => {
  const f = (x: number): Tensor => exp(multiply(x, x));
  const forward = (x: number): Tensor => jvp(f, [x], [1])[1];
  const expected = (2 + 4 * 0.49) * Math.exp(0.49);
  assertAlmostEquals(grad(forward)(0.7), expected, 1e-14);
  assertAlmostEquals(jvp(grad(f), [0.7], [1])[1], expected, 1e-14);
});

Deno.test("jacobian() is laid out as result by parameters", () => {
  const matrix = fromArray([[1, 2, 3], [4, 5, 6]]);
  assertEquals(jacobian((x: Tensor) => matmul(matrix, x))(tensor([7, 8, 9])), matrix);
  const polar = (p: { r: number; angle: number }) => ({
    x: multiply(p.r, cos(p.angle)),
    y: multiply(p.r, sin(p.angle)),
  });
  const found = jacobian(polar)({ r: 2, angle: 0.4 });
  const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
  assertAlmostEquals(toNumber(found.x.r), c, 1e-15);
  assertAlmostEquals(toNumber(found.x.angle), -2 * s, 1e-15);
  assertAlmostEquals(toNumber(found.y.r), s, 1e-15);
  assertAlmostEquals(toNumber(found.y.angle), 2 * c, 1e-15);
  const squares = jacobian((x: Tensor) => square(x))(fromArray([[1, 2], [3, 4]]));
  assertEquals(squares.shape, [2, 2, 2, 2]);
  assertEquals(slice(squares, [1, 0]), fromArray([[0, 0], [6, 0]]));
  assertEquals(jacobian((x: Tensor) => slice(x, [[0, 0]]))(tensor([1, 2])), zeros([0, 2]));
});

Deno.test("hessian() and hessianVectorProduct() agree with the exact second derivatives", () => {
  const f = (p: { x: Tensor; s: number }): Tensor => multiply(square(p.s), prod(p.x));
  const at = { x: tensor([2, 3, 5]), s: 2 };
  const h = hessian(f)(at);
  assertEquals(h.x.x, fromArray([[0, 20, 12], [20, 0, 8], [12, 8, 0]]));
  assertEquals(h.x.s, tensor([60, 40, 24]));
  assertEquals(h.s.x, tensor([60, 40, 24]));
  assertEquals(toNumber(h.s.s), 60);
  const direction = { x: tensor([1, 0, -1]), s: 2 };
  assertEquals(hessianVectorProduct(f)(at, direction), {
    x: tensor([-12 + 120, 20 - 8 + 80, 12 + 48]),
    s: 60 - 24 + 120,
  });
});

Deno.test("a third derivative through hessianVectorProduct() is exact", () => {
  const f = (x: Tensor): Tensor => sum(power(x, 4));
  const third = grad((x: Tensor) =>
    dot(hessianVectorProduct(f)(x, tensor([1, 2])), tensor([1, 1]))
  );
  assertEquals(third(tensor([1, 3])), tensor([24, 144]));
});

Deno.test("stopGradient(), valueOf() and toNumber() read values while tracing", () => {
  let seen: unknown;
  const f = (p: { x: Tensor; s: number }): Tensor => {
    const still = stopGradient(p);
    seen = [still, valueOf(p.s), toNumber(p.s)];
    return multiply(sum(multiply(p.x, still.x)), still.s + 1);
  };
  assertEquals(grad(f)({ x: tensor([1, 2]), s: 3 }), { x: tensor([4, 8]), s: 0 });
  assertEquals(seen, [{ x: tensor([1, 2]), s: 3 }, tensor([3], []), 3]);
  assertThrows(
    () => toNumber(tensor([1, 2])),
    RangeError,
    "Cannot make a number of a tensor of shape [2]",
  );
});

Deno.test("stopGradient() holds through nested transforms", () => {
  const f = (x: number): Tensor => multiply(stopGradient(multiply(x, x)), x);
  assertEquals(grad(f)(3), 9);
  assertEquals(grad(grad(f))(3), 0);
});

Deno.test("a long chain neither overflows the stack nor grows the tape faster than its length", () => {
  const f = (x: number): Tensor => {
    let y: Tensor = add(x, 0);
    for (let k = 0; k < 50_000; k++) y = multiply(y, 1.00001);
    return y;
  };
  assertAlmostEquals(grad(f)(1) / 1.00001 ** 50_000, 1, 1e-10);
});

Deno.test("traced shapes are readable and rows can be stacked by them", () => {
  const norms = (x: Tensor): Tensor =>
    sum(stack(Array.from({ length: x.shape[0] }, (_, k) => divide(1, sum(slice(x, [k]))))));
  assertEquals(
    grad(norms)(fromArray([[1, 1], [2, 2]])),
    fromArray([[-0.25, -0.25], [-1 / 16, -1 / 16]]),
  );
});
