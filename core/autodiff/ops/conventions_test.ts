import { assertEquals } from "@std/assert";
import { grad } from "../grad.ts";
import { hessian } from "../hessian.ts";
import type { Tensor } from "../tensor.ts";
import * as ops from "./mod.ts";

const { tensor } = ops;
const total = (f: (x: Tensor) => Tensor) => grad((x: Tensor) => ops.sum(f(x)));

Deno.test("maximum(), minimum(), max() and min() share the gradient among equals", () => {
  const [left, right] = grad((p: Tensor[]) => ops.sum(ops.maximum(p[0], p[1])))([
    tensor([1, 2, 3]),
    tensor([2, 2, 2]),
  ]);
  assertEquals([left, right], [tensor([0, 0.5, 1]), tensor([1, 0.5, 0])]);
  assertEquals(grad((x: number) => ops.minimum(x, 2))(2), 0.5);
  assertEquals(total((x) => ops.max(x))(tensor([3, 1, 3, 3])).data[0], 1 / 3);
  assertEquals(total((x) => ops.min(x))(tensor([1, 1, 3, 3])), tensor([0.5, 0.5, 0, 0]));
});

Deno.test("abs(), sign(), norm() and magnitude() have gradient zero at zero", () => {
  assertEquals(total(ops.abs)(tensor([-2, 0, 2])), tensor([-1, 0, 1]));
  assertEquals(total(ops.sign)(tensor([-2, 0, 2])), tensor([0, 0, 0]));
  assertEquals(total((x) => ops.norm(x))(tensor([0, 0])), tensor([0, 0]));
  assertEquals(
    total((x) => ops.magnitude({ real: x, imag: ops.zeros([2]) }))(tensor([0, -3])),
    tensor([0, -1]),
  );
  assertEquals(hessian((x: Tensor) => ops.norm(x))(tensor([0, 0])), ops.zeros([2, 2]));
});

Deno.test("power() has finite derivatives where the base is zero or negative", () => {
  assertEquals(grad((x: number) => ops.power(x, 2))(0), 0);
  assertEquals(grad(grad((x: number) => ops.power(x, 2)))(0), 2);
  assertEquals(grad((x: number) => ops.power(x, 1))(0), 1);
  assertEquals(grad((x: number) => ops.power(x, 0))(0), 0);
  assertEquals(grad((x: number) => ops.power(x, 3))(-2), 12);
  assertEquals(grad((y: number) => ops.power(0, y))(2), 0);
});

Deno.test("prod() has exact gradients where factors are zero", () => {
  assertEquals(total((x) => ops.prod(x))(tensor([2, 0, 5])), tensor([0, 10, 0]));
  assertEquals(total((x) => ops.prod(x))(tensor([0, 0, 5])), tensor([0, 0, 0]));
  assertEquals(ops.prod(tensor([], [0])), tensor([1], []));
});

Deno.test("where() keeps the gradient of what is not chosen out, even if it is not finite", () => {
  const f = (x: number): Tensor =>
    ops.where(ops.greater(x, 0), ops.sqrt(ops.where(ops.greater(x, 0), x, 1)), 0);
  assertEquals(grad(f)(0), 0);
  assertEquals(grad(f)(4), 0.25);
});

Deno.test("comparisons are constants to the differentiation", () => {
  const f = (x: number): Tensor => ops.multiply(x, ops.greater(x, 1));
  assertEquals([grad(f)(0.5), grad(f)(2)], [0, 1]);
});

Deno.test("tensors of no elements pass through", () => {
  const none = ops.zeros([0, 3]);
  assertEquals(ops.sum(none).data[0], 0);
  assertEquals(ops.sum(none, { axis: 0 }), ops.zeros([3]));
  assertEquals(ops.add(none, 1).shape, [0, 3]);
  assertEquals(ops.matmul(ops.zeros([2, 0]), none), ops.zeros([2, 3]));
  assertEquals(total((x) => ops.matmul(ops.zeros([2, 0]), x))(none).shape, [0, 3]);
});
