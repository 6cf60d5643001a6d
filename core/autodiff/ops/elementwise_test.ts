import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { broadcastShapes, sizeOf, stridesOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import * as ops from "./mod.ts";

/** Shapes that broadcast together: a common shape of which each side drops leading axes and sets others to 1. */
const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }).chain((shape) => {
  const side = fc.tuple(
    fc.integer({ min: 0, max: shape.length }),
    fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
  ).map(([drop, single]) => shape.map((n, k) => single[k] ? 1 : n).slice(drop));
  return fc.tuple(side, side);
});

function fill(shape: readonly number[], f: (k: number) => number): Tensor {
  return ops.tensor(Float64Array.from({ length: sizeOf(shape) }, (_, k) => f(k)), shape);
}

/** The element of x that broadcasting puts at a position. */
function elementAt(x: Tensor, position: readonly number[]): number {
  const strides = stridesOf(x.shape);
  const skip = position.length - x.shape.length;
  return x
    .data[x.shape.reduce((at, n, k) => at + (n === 1 ? 0 : position[k + skip] * strides[k]), 0)];
}

const binary: [string, (x: Tensor, y: Tensor) => Tensor, (x: number, y: number) => number][] = [
  ["add", ops.add, (x, y) => x + y],
  ["subtract", ops.subtract, (x, y) => x - y],
  ["multiply", ops.multiply, (x, y) => x * y],
  ["divide", ops.divide, (x, y) => x / y],
  ["power", (x, y) => ops.power(ops.abs(x), y), (x, y) => Math.abs(x) ** y],
  ["maximum", ops.maximum, Math.max],
  ["minimum", ops.minimum, Math.min],
  ["atan2", ops.atan2, Math.atan2],
  ["greater", ops.greater, (x, y) => Number(x > y)],
  ["greaterEqual", ops.greaterEqual, (x, y) => Number(x >= y)],
  ["less", ops.less, (x, y) => Number(x < y)],
  ["lessEqual", ops.lessEqual, (x, y) => Number(x <= y)],
  ["equal", ops.equal, (x, y) => Number(x === y)],
  ["where", (x, y) => ops.where(ops.greater(x, 0), x, y), (x, y) => x > 0 ? x : y],
];

for (const [name, f, scalar] of binary) {
  Deno.test(`${name}() broadcasts as NumPy does`, () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 50 }), ([p, q], salt) => {
        // Small whole numbers, so that ties happen.
        const x = fill(p, (k) => ((k * 7 + salt) % 5) - 2);
        const y = fill(q, (k) => ((k * 5 + 3 * salt) % 4) - 1.5 + (salt % 2) / 2);
        const shape = broadcastShapes(p, q, name);
        const result = f(x, y);
        assertEquals(result.shape, shape);
        const strides = stridesOf(shape);
        result.data.forEach((value, k) => {
          const position = shape.map((n, axis) => Math.floor(k / strides[axis]) % n);
          assertEquals(value, scalar(elementAt(x, position), elementAt(y, position)));
        });
      }),
    );
  });
}

const unary: [string, (x: Tensor) => Tensor, (x: number) => number][] = [
  ["negate", ops.negate, (x) => -x],
  ["exp", ops.exp, Math.exp],
  ["expm1", ops.expm1, Math.expm1],
  ["log", (x) => ops.log(ops.add(x, 3)), (x) => Math.log(x + 3)],
  ["log1p", (x) => ops.log1p(ops.add(x, 2)), (x) => Math.log1p(x + 2)],
  ["sqrt", (x) => ops.sqrt(ops.add(x, 2)), (x) => Math.sqrt(x + 2)],
  ["square", ops.square, (x) => x * x],
  ["abs", ops.abs, Math.abs],
  ["sign", ops.sign, Math.sign],
  ["sin", ops.sin, Math.sin],
  ["cos", ops.cos, Math.cos],
  ["tan", ops.tan, Math.tan],
  ["asin", (x) => ops.asin(ops.divide(x, 2)), (x) => Math.asin(x / 2)],
  ["acos", (x) => ops.acos(ops.divide(x, 2)), (x) => Math.acos(x / 2)],
  ["atan", ops.atan, Math.atan],
  ["tanh", ops.tanh, Math.tanh],
  ["clip", (x) => ops.clip(x, -1, 0.5), (x) => Math.min(Math.max(x, -1), 0.5)],
];

for (const [name, f, scalar] of unary) {
  Deno.test(`${name}() works element by element`, () => {
    const x = ops.reshape(ops.linspace(-2, 2, 12), [3, 4]);
    assertEquals(f(x), ops.tensor(x.data.map(scalar), [3, 4]));
  });
}

Deno.test("sigmoid() and softplus() neither overflow nor lose small values", () => {
  assertEquals(ops.sigmoid(ops.tensor([-1000, 0, 1000])), ops.tensor([0, 0.5, 1]));
  assertAlmostEquals(ops.sigmoid(-40).data[0] / Math.exp(-40), 1, 1e-15);
  assertEquals(ops.softplus(ops.tensor([-1000, 1000])), ops.tensor([0, 1000]));
  assertAlmostEquals(ops.softplus(-40).data[0] / Math.exp(-40), 1, 1e-15);
  assertAlmostEquals(ops.softplus(0.3).data[0], Math.log(1 + Math.exp(0.3)), 1e-15);
});

Deno.test("logSumExp() neither overflows nor stumbles over infinities", () => {
  assertAlmostEquals(ops.logSumExp(ops.tensor([1000, 1000])).data[0], 1000 + Math.LN2, 1e-12);
  assertEquals(ops.logSumExp(ops.tensor([-Infinity, 0])).data[0], 0);
  assertEquals(ops.logSumExp(ops.tensor([-Infinity, -Infinity])).data[0], -Infinity);
  assertEquals(ops.logSumExp(ops.tensor([Infinity, 0])).data[0], Infinity);
});

Deno.test("operations say what does not broadcast and what is not a value", () => {
  assertThrows(
    () => ops.add(ops.zeros([2, 3]), ops.zeros([2])),
    RangeError,
    "Cannot add: shapes [2, 3] and [2] do not broadcast",
  );
  assertThrows(
    () => ops.multiply("3" as unknown as number, 1),
    TypeError,
    "Cannot use string '3' in an array operation: expected a number or a Tensor",
  );
  assertThrows(() => ops.exp([1, 2] as unknown as number), TypeError, "Cannot use an array");
  assertThrows(() => ops.exp(null as unknown as number), TypeError, "Cannot use null");
});
