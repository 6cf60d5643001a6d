import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import { normalGenerator } from "../random.ts";
import { sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import * as ops from "./mod.ts";

const { fromArray, tensor } = ops;

function random(shape: readonly number[], seed: number): Tensor {
  return tensor(Float64Array.from({ length: sizeOf(shape) }, normalGenerator(seed)), shape);
}

function assertClose(actual: Tensor, expected: Tensor, tolerance: number): void {
  assertEquals(actual.shape, expected.shape);
  actual.data.forEach((value, k) => assertAlmostEquals(value, expected.data[k], tolerance));
}

const cube = fromArray([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]]);

Deno.test("tensors are made of lists, nested arrays and rules", () => {
  assertEquals(tensor([1, 2, 3]).shape, [3]);
  assertEquals(fromArray(5), tensor([5], []));
  assertEquals(fromArray([]), tensor([], [0]));
  assertEquals(fromArray([[1, 2], [3, 4]]), tensor([1, 2, 3, 4], [2, 2]));
  assertEquals(ops.full([2], 3), tensor([3, 3]));
  assertEquals(ops.ones([2, 1]), tensor([1, 1], [2, 1]));
  assertEquals(ops.eye(2), fromArray([[1, 0], [0, 1]]));
  assertEquals(ops.linspace(0, 1, 5), tensor([0, 0.25, 0.5, 0.75, 1]));
  assertEquals(ops.linspace(3, 9, 1), tensor([3]));
  assertEquals(ops.arange(3), tensor([0, 1, 2]));
  assertEquals(ops.arange(1, 2, 0.25), tensor([1, 1.25, 1.5, 1.75]));
  assertEquals(ops.arange(3, 0, -1), tensor([3, 2, 1]));
  assertEquals(ops.arange(2, 1), tensor([], [0]));
});

Deno.test("tensors of wrong sizes are refused", () => {
  assertThrows(() => tensor([1, 2], [3]), RangeError, "shape [3] from 2 elements: expected 3");
  assertThrows(
    () => ops.zeros([2, -1]),
    RangeError,
    "shape [2, -1] has a length that is not a whole number",
  );
  assertThrows(() => fromArray([[1, 2], [3]]), RangeError, "not all have shape [2, 2]");
  assertThrows(() => fromArray([1, [2]]), RangeError, "they differ at depth 1");
  assertThrows(() => fromArray([[1], 2]), RangeError, "they differ at depth 1");
  assertThrows(
    () => ops.arange(0, 1, 0),
    RangeError,
    "Cannot make a range from 0 to 1 in steps of 0",
  );
});

Deno.test("reductions go over the axes asked for", () => {
  assertEquals(ops.sum(cube), tensor([78], []));
  assertEquals(ops.sum(cube, { axis: 0 }), fromArray([[8, 10], [12, 14], [16, 18]]));
  assertEquals(ops.sum(cube, { axis: [0, 2] }), tensor([18, 26, 34]));
  assertEquals(ops.sum(cube, { axis: -1, keepDims: true }).shape, [2, 3, 1]);
  assertEquals(ops.mean(cube, { axis: [1, 2] }), tensor([3.5, 9.5]));
  assertEquals(ops.prod(cube, { axis: 1 }), fromArray([[15, 48], [693, 960]]));
  assertEquals(ops.max(cube, { axis: [0, 1] }), tensor([11, 12]));
  assertEquals(ops.min(cube, { axis: 2 }), fromArray([[1, 3, 5], [7, 9, 11]]));
  assertEquals(ops.variance(tensor([1, 2, 3, 4])), tensor([1.25], []));
  assertEquals(ops.variance(tensor([1, 2, 3, 4]), { correction: 1 }).data[0], 5 / 3);
  assertEquals(ops.norm(fromArray([[3, 4], [6, 8]]), { axis: 1 }), tensor([5, 10]));
  assertEquals(ops.cumulativeSum(tensor([1, 2, 3])), tensor([1, 3, 6]));
  assertEquals(ops.cumulativeSum(fromArray([[1, 2], [3, 4]]), 1), fromArray([[1, 3], [3, 7]]));
  assertThrows(() => ops.sum(cube, { axis: 3 }), RangeError, "axis 3 does not exist in 3 axes");
  assertThrows(() => ops.max(ops.zeros([0])), RangeError, "Cannot take the max of no elements");
});

Deno.test("sum() loses little to rounding", () => {
  const tenths = ops.full([1_000_000], 0.1);
  assertLess(Math.abs(ops.sum(tenths).data[0] - 100_000), 1e-9);
});

Deno.test("slices, joins and pads move elements where they belong", () => {
  const x = fromArray([[1, 2, 3], [4, 5, 6]]);
  assertEquals(ops.slice(x, [0]), tensor([1, 2, 3]));
  assertEquals(ops.slice(x, [null, -1]), tensor([3, 6]));
  assertEquals(ops.slice(x, [[-1], [0, null, 2]]), fromArray([[4, 6]]));
  assertEquals(ops.slice(x, [[1, 100]]), fromArray([[4, 5, 6]]));
  assertEquals(ops.split(x, 3, 1).map((part) => Array.from(part.data)), [[1, 4], [2, 5], [3, 6]]);
  assertEquals(ops.concat([x, ops.ones([2, 1])], 1), fromArray([[1, 2, 3, 1], [4, 5, 6, 1]]));
  assertEquals(ops.stack([tensor([1, 2]), tensor([3, 4])], 1), fromArray([[1, 3], [2, 4]]));
  assertEquals(ops.pad(tensor([5]), [[1, 2]], 9), tensor([9, 5, 9, 9]));
  assertEquals(ops.flip(x), fromArray([[4, 5, 6], [1, 2, 3]]));
  assertEquals(ops.flip(x, 1), fromArray([[3, 2, 1], [6, 5, 4]]));
  assertEquals(ops.transpose(x), fromArray([[1, 4], [2, 5], [3, 6]]));
  assertEquals(ops.permute(cube, [2, 0, 1]).data.slice(0, 6), Float64Array.of(1, 3, 5, 7, 9, 11));
  assertEquals(ops.squeeze(ops.ones([1, 2, 1]), 0).shape, [2, 1]);
  assertEquals(ops.expandDims(x, -1).shape, [2, 3, 1]);
  assertEquals(ops.reshape(x, [-1, 2]), fromArray([[1, 2], [3, 4], [5, 6]]));
});

Deno.test("gather() and scatterAdd() are each other's transpose", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -4, max: 3 }), { maxLength: 9 }), (indices) => {
    const [x, u] = [random([2, 4, 3], 1), random([2, indices.length, 3], 2)];
    const read = ops.dot(ops.gather(x, indices, 1), u).data[0];
    const added = ops.dot(x, ops.scatterAdd(ops.zeros([2, 4, 3]), indices, u, 1)).data[0];
    assertAlmostEquals(read, added, 1e-13);
  }));
  assertEquals(
    ops.gather(tensor([5, 6, 7]), tensor([2, 0, 0, -1], [2, 2])),
    fromArray([[7, 5], [5, 7]]),
  );
  assertEquals(ops.scatterAdd(tensor([1, 1]), [0, 0], tensor([2, 3])), tensor([6, 1]));
});

Deno.test("moves that do not fit are refused", () => {
  const x = ops.zeros([2, 3]);
  const refused: [() => unknown, string][] = [
    [() => ops.slice(x, [2]), "index 2 is outside axis 0 of length 2"],
    [() => ops.slice(x, [[0, 2, 0]]), "in steps of 0: expected a positive whole number"],
    [() => ops.slice(x, [null, null, 0]), "by 3 ranges: it has fewer axes"],
    [() => ops.split(x, 2, 1), "Cannot split axis 1 of length 3 into 2 equal parts"],
    [() => ops.split(x, [1, 3], 1), "into parts of 1, 3"],
    [() => ops.pad(x, [[0, 0]]), "expected one per axis"],
    [
      () => ops.concat([x, ops.zeros([3, 3])], 1),
      "[2, 3] and [3, 3] along axis 1: other axes differ",
    ],
    [() => ops.concat([]), "there are no arrays to join"],
    [() => ops.gather(x, [0, 2]), "index 2 (number 1) is outside an axis of length 2"],
    [() => ops.gather(x, [0.5]), "index 0.5 (number 0)"],
    [() => ops.scatterAdd(x, [0], ops.zeros([3])), "updates of shape [3]: expected [1, 3]"],
    [() => ops.reshape(x, [4, -1]), "Cannot reshape [2, 3] to [4, -1]"],
    [() => ops.broadcastTo(x, [2, 1]), "[2, 3] does not broadcast to [2, 1]"],
    [() => ops.permute(x, [0, 0]), "each axis must come once"],
    [() => ops.transpose(tensor([1])), "expected two axes or more"],
    [() => ops.squeeze(x, 0), "its length is not 1"],
    [() => ops.matmul(x, x), "[2, 3] and [2, 3]: the inner lengths differ"],
    [() => ops.dot(x, tensor([1])), "expected the same"],
    [() => ops.cross(ops.zeros([2]), ops.zeros([2])), "expected a last axis of length 3"],
    [() => ops.solve(x, tensor([1, 2])), "expected a square one"],
    [() => ops.solve(ops.eye(2), tensor([1])), "expected [2] or [2, columns]"],
    [
      () => ops.meanSquaredError(x, ops.zeros([3, 2])),
      "shape [2, 3] with a target of shape [3, 2]",
    ],
    [() => ops.meanSquaredError<unknown>([x], [x, x]), "their structures differ"],
  ];
  for (const [move, message] of refused) assertThrows(move, RangeError, message);
});

Deno.test("matmul() agrees with sums written out, for every kind of operand", () => {
  const [a, b] = [random([2, 1, 3, 4], 1), random([5, 4, 2], 2)];
  const product = ops.matmul(a, b);
  assertEquals(product.shape, [2, 5, 3, 2]);
  product.data.forEach((value, at) => {
    const [p, q, i, j] = [
      Math.floor(at / 30),
      Math.floor(at / 6) % 5,
      Math.floor(at / 2) % 3,
      at % 2,
    ];
    let expected = 0;
    for (let k = 0; k < 4; k++) expected += a.data[p * 12 + i * 4 + k] * b.data[q * 8 + k * 2 + j];
    assertAlmostEquals(value, expected, 1e-14);
  });
  assertEquals(ops.matmul(tensor([1, 2]), fromArray([[1, 2], [3, 4]])), tensor([7, 10]));
  assertEquals(ops.matmul(fromArray([[1, 2], [3, 4]]), tensor([1, 2])), tensor([5, 11]));
  assertEquals(ops.matmul(tensor([1, 2]), tensor([3, 4])), tensor([11], []));
  assertEquals(ops.outer(tensor([1, 2]), tensor([3, 4])), fromArray([[3, 4], [6, 8]]));
  assertEquals(ops.cross(tensor([1, 0, 0]), tensor([0, 1, 0])), tensor([0, 0, 1]));
});

Deno.test("solve(), choleskySolve(), inverse() and determinant() agree with their definitions", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.integer(), (n, seed) => {
      const a = ops.add(random([n, n], seed), ops.multiply(n, ops.eye(n)));
      const b = random([n, 3], seed + 1);
      assertClose(ops.matmul(a, ops.solve(a, b)), b, 1e-12);
      const spd = ops.add(ops.matmul(a, ops.transpose(a)), ops.eye(n));
      assertClose(ops.choleskySolve(spd, b), ops.solve(spd, b), 1e-11);
      assertClose(ops.matmul(ops.inverse(a), a), ops.eye(n), 1e-12);
    }),
    { seed: 2 },
  );
  // A zero pivot asks for an exchange of rows.
  assertEquals(ops.solve(fromArray([[0, 1], [1, 0]]), tensor([2, 3])), tensor([3, 2]));
  assertEquals(ops.determinant(fromArray([[0, 2, 0], [0, 0, 3], [4, 0, 0]])).data[0], 24);
  assertEquals(ops.determinant(fromArray([[0, 1], [1, 0]])).data[0], -1);
  assertEquals(ops.determinant(fromArray([[1, 2], [2, 4]])).data[0], 0);
  assertThrows(
    () => ops.solve(fromArray([[1, 2], [2, 4]]), tensor([1, 1])),
    Error,
    "singular (pivot 1 is zero)",
  );
  assertThrows(
    () => ops.choleskySolve(fromArray([[1, 0], [0, -1]]), tensor([1, 1])),
    Error,
    "not positive definite (pivot 1 is not positive)",
  );
});

Deno.test("complex helpers follow the rules of complex numbers", () => {
  const [z, w] = [{ real: tensor([3]), imag: tensor([4]) }, {
    real: tensor([1]),
    imag: tensor([-2]),
  }];
  assertEquals(ops.magnitude(z), tensor([5]));
  assertEquals(ops.complexMultiply(z, w), { real: tensor([11]), imag: tensor([-2]) });
  assertEquals(ops.conjugate(z).imag, tensor([-4]));
});

Deno.test("meanSquaredError() averages over all numbers of a tree", () => {
  const [a, b] = [{ x: tensor([1, 2]), y: 3 }, { x: tensor([0, 4]), y: 5 }];
  assertEquals(ops.meanSquaredError(a, b), tensor([3], []));
});
