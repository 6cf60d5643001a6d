import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  add,
  checkGrads,
  checkpoint,
  customVjp,
  exp,
  fromArray,
  grad,
  hessian,
  hessianVectorProduct,
  jacobian,
  jvp,
  multiply,
  sin,
  square,
  sum,
  type Tensor,
  tensor,
  toNumber,
  type Value,
  valueAndGrad,
  vjp,
} from "./mod.ts";

/** Lets every other pending task run a few times. */
async function yieldTurns(count: number): Promise<void> {
  for (let k = 0; k < count; k++) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** x ↦ Π sin-like steps, giving way to others between them. */
async function slowly(x: number, turns: number): Promise<Tensor> {
  let y: Tensor = multiply(x, 1);
  for (let k = 0; k < 4; k++) {
    await yieldTurns(turns);
    y = multiply(sin(y), x);
  }
  return y;
}

function atOnce(x: number): Tensor {
  let y: Tensor = multiply(x, 1);
  for (let k = 0; k < 4; k++) y = multiply(sin(y), x);
  return y;
}

Deno.test("interleaved asynchronous gradients do not disturb each other", async () => {
  const points = [0.3, 0.7, 1.1, 1.6];
  const found = await Promise.all(points.map((x, k) => valueAndGrad(slowly)(x, 1 + k % 3)));
  assertEquals(found, points.map((x) => valueAndGrad(atOnce)(x)));
});

Deno.test("interleaved nested asynchronous gradients over a shared outer variable are right", async () => {
  const outer = async (x: number): Promise<Tensor> => {
    const inner = (turns: number) => async (y: number): Promise<Tensor> => {
      await yieldTurns(turns);
      const product = multiply(x, square(y));
      await yieldTurns(turns);
      return exp(product);
    };
    const [a, b] = await Promise.all([grad(inner(2))(0.5), grad(inner(1))(0.25)]);
    return add(a, multiply(3, b));
  };
  // d/dy exp(x y²) = 2 x y exp(x y²), then d/dx = 2 y (1 + x y²) exp(x y²).
  const mixed = (x: number, y: number): number => 2 * y * (1 + x * y * y) * Math.exp(x * y * y);
  const [first, second] = await Promise.all([grad(outer)(0.8), grad(outer)(1.9)]);
  assertAlmostEquals(first, mixed(0.8, 0.5) + 3 * mixed(0.8, 0.25), 1e-14);
  assertAlmostEquals(second, mixed(1.9, 0.5) + 3 * mixed(1.9, 0.25), 1e-14);
});

Deno.test("every transform of an asynchronous function is asynchronous and agrees with the synchronous one", async () => {
  const f = (x: Tensor): Tensor => sum(multiply(exp(x), sin(x)));
  const g = async (x: Tensor): Promise<Tensor> => {
    await yieldTurns(1);
    return f(x);
  };
  const [x, v] = [tensor([0.2, 0.9]), tensor([1, -2])];
  assertEquals(await grad(g)(x), grad(f)(x));
  const [value, pullback] = await vjp(g, x);
  const [same, back] = vjp(f, x);
  assertEquals([value, await pullback(tensor([2], []))], [same, back(tensor([2], []))]);
  assertEquals(await jvp(g, [x], [v]), jvp(f, [x], [v]));
  assertEquals(await hessianVectorProduct(g)(x, v), hessianVectorProduct(f)(x, v));
  assertEquals(await hessian(g)(x), hessian(f)(x));
  assertEquals(
    await jacobian(async (y: Tensor) => square(await y))(x),
    fromArray([[0.4, 0], [0, 1.8]]),
  );
  assertEquals(await grad(checkpoint(g))(x), grad(f)(x));
  assertEquals(await checkGrads(g, x), checkGrads(f, x));
});

Deno.test("customVjp() may be asynchronous forwards and backwards", async () => {
  const order: string[] = [];
  const cube = customVjp("cube", async (given: Value) => {
    const x = toNumber(given);
    await yieldTurns(2);
    order.push("forward");
    return {
      value: x ** 3,
      pullback: async (cotangent: number): Promise<[number]> => {
        await yieldTurns(2);
        order.push("backward");
        return [3 * x * x * cotangent];
      },
    };
  });
  const f = async (x: number): Promise<Tensor> =>
    multiply(await cube(x), await cube(multiply(x, 2)));
  const [a, b] = await Promise.all([valueAndGrad(f)(2), valueAndGrad(f)(3)]);
  // f = 8 x⁶.
  assertEquals([a, b], [[512, 1536], [5832, 11664]]);
  assertEquals(order.filter((step) => step === "backward").length, 4);
  assertEquals(await cube(2), 8);
});

Deno.test("an asynchronous failure comes out as it is", async () => {
  const failing = async (x: number): Promise<Tensor> => {
    await yieldTurns(1);
    assert(x === undefined, "device lost");
    return exp(x);
  };
  await assertRejects(() => grad(failing)(1), Error, "device lost");
});
