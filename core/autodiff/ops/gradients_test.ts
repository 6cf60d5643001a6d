import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { checkGrads } from "../check_grads.ts";
import { grad } from "../grad.ts";
import { jvp } from "../jvp.ts";
import { normalGenerator } from "../random.ts";
import { sizeOf } from "../shape.ts";
import type { Tensor, Value } from "../tensor.ts";
import { toTensor } from "../trace.ts";
import { vjp } from "../vjp.ts";
import * as ops from "./mod.ts";

/** Relative error of gradients against Richardson-extrapolated central differences. */
const TOLERANCE = 1e-8;

/** A function of tensors, and how to make arguments inside its smooth domain. */
interface Case {
  readonly f: (...args: Tensor[]) => Tensor | Tensor[] | { real: Tensor; imag: Tensor };
  readonly shapes: readonly (readonly number[])[];
  readonly domain?: (x: number) => number;
}

const positive = (x: number): number => 0.3 + Math.abs(x);
const inUnit = (x: number): number => 0.9 * Math.tanh(x);
/** Away from the kinks at whole numbers. */
const betweenWhole = (x: number): number => Math.floor(2 * x) + 0.3 + 0.4 / (1 + Math.exp(-x));
const mask = ops.tensor([1, 0, 0, 1, 1, 0], [2, 3]);
const wellConditioned = (a: Tensor): Tensor => ops.add(a, ops.multiply(4, ops.eye(3)));
const definite = (a: Tensor): Tensor => ops.add(ops.matmul(a, ops.transpose(a)), ops.eye(3));
const complex = (f: (z: ComplexPair) => ReturnType<Case["f"]>): Case["f"] => (real, imag) =>
  f({ real, imag });
interface ComplexPair {
  readonly real: Tensor;
  readonly imag: Tensor;
}

const unary = (f: (x: Value) => Tensor, domain?: (x: number) => number): Case => ({
  f: (x) => f(x),
  shapes: [[2, 3]],
  ...(domain && { domain }),
});
const pair = (f: (x: Value, y: Value) => Tensor, domain?: (x: number) => number): Case => ({
  f: (x, y) => f(x, y),
  shapes: [[2, 3], [2, 1]],
  ...(domain && { domain }),
});

const cases: Record<string, Case | Case[]> = {
  add: pair(ops.add),
  subtract: pair(ops.subtract),
  multiply: pair(ops.multiply),
  divide: pair(ops.divide, positive),
  power: pair(ops.power, positive),
  maximum: pair(ops.maximum),
  minimum: pair(ops.minimum),
  atan2: pair(ops.atan2, positive),
  negate: unary(ops.negate),
  exp: unary(ops.exp),
  expm1: unary(ops.expm1),
  log: unary(ops.log, positive),
  log1p: unary(ops.log1p, positive),
  sqrt: unary(ops.sqrt, positive),
  safeSqrt: unary(ops.safeSqrt, positive),
  square: unary(ops.square),
  abs: unary(ops.abs, betweenWhole),
  sign: unary((x) => ops.multiply(x, ops.sign(x)), betweenWhole),
  sin: unary(ops.sin),
  cos: unary(ops.cos),
  tan: unary(ops.tan, inUnit),
  asin: unary(ops.asin, inUnit),
  acos: unary(ops.acos, inUnit),
  atan: unary(ops.atan),
  tanh: unary(ops.tanh),
  sigmoid: unary(ops.sigmoid),
  softplus: unary(ops.softplus),
  clip: {
    f: (x, low, high) => ops.clip(x, ops.multiply(low, 0.1), ops.add(3, ops.multiply(0.1, high))),
    shapes: [[2, 3], [3], []],
    domain: betweenWhole,
  },
  where: { f: (x, y) => ops.where(mask, x, y), shapes: [[2, 3], [3]] },
  sum: [
    { f: (x) => ops.sum(x), shapes: [[2, 3, 2]] },
    { f: (x) => ops.sum(x, { axis: [0, -1] }), shapes: [[2, 3, 2]] },
    { f: (x) => ops.sum(x, { axis: 1, keepDims: true }), shapes: [[2, 3, 2]] },
  ],
  mean: { f: (x) => ops.mean(x, { axis: 1 }), shapes: [[2, 3, 2]] },
  variance: { f: (x) => ops.variance(x, { axis: 1, correction: 1 }), shapes: [[2, 4]] },
  prod: [
    { f: (x) => ops.prod(x), shapes: [[5]] },
    { f: (x) => ops.prod(x, { axis: [0, 2] }), shapes: [[2, 2, 3]] },
    { f: (x) => ops.prod(x, { axis: 1, keepDims: true }), shapes: [[2, 3]] },
  ],
  max: [
    { f: (x) => ops.max(x), shapes: [[2, 3]] },
    { f: (x) => ops.max(x, { axis: 0, keepDims: true }), shapes: [[3, 2, 2]] },
  ],
  min: { f: (x) => ops.min(x, { axis: 1 }), shapes: [[3, 4]] },
  logSumExp: { f: (x) => ops.logSumExp(x, { axis: 1 }), shapes: [[2, 3]] },
  norm: { f: (x) => ops.norm(x, { axis: -1 }), shapes: [[3, 3]] },
  cumulativeSum: { f: (x) => ops.cumulativeSum(x, 1), shapes: [[2, 4, 2]] },
  matmul: [
    { f: (a, b) => ops.matmul(a, b), shapes: [[2, 3], [3, 4]] },
    { f: (a, b) => ops.matmul(a, b), shapes: [[2, 1, 2, 3], [3, 3, 2]] },
    { f: (a, b) => ops.matmul(a, b), shapes: [[3], [3, 2]] },
    { f: (a, b) => ops.matmul(a, b), shapes: [[2, 3], [3]] },
    { f: (a, b) => ops.matmul(a, b), shapes: [[3], [3]] },
  ],
  dot: { f: (a, b) => ops.dot(a, b), shapes: [[2, 3], [2, 3]] },
  outer: { f: (a, b) => ops.outer(a, b), shapes: [[3], [2]] },
  cross: [
    { f: (a, b) => ops.cross(a, b), shapes: [[4, 3], [4, 3]] },
    { f: (a, b) => ops.cross(a, b), shapes: [[3], [4, 3]] },
  ],
  transpose: { f: (x) => ops.transpose(x), shapes: [[2, 3, 4]] },
  permute: { f: (x) => ops.permute(x, [2, 0, 1]), shapes: [[2, 3, 4]] },
  reshape: { f: (x) => ops.reshape(x, [3, -1]), shapes: [[2, 3, 2]] },
  broadcastTo: { f: (x) => ops.broadcastTo(x, [2, 3, 4]), shapes: [[3, 1]] },
  expandDims: { f: (x) => ops.expandDims(x, 1), shapes: [[2, 3]] },
  squeeze: { f: (x) => ops.squeeze(x), shapes: [[1, 3, 1]] },
  slice: [
    { f: (x) => ops.slice(x, [[1, null, 2], -1, [0, 2]]), shapes: [[5, 2, 3]] },
    { f: (x) => ops.slice(x, [[2, 2]]), shapes: [[3]] },
  ],
  gather: [
    { f: (x) => ops.gather(x, [2, 0, 2, 1]), shapes: [[3, 2]] },
    { f: (x) => ops.gather(x, ops.tensor([1, 0, 1, 2, 0, 0], [2, 3]), 1), shapes: [[2, 3, 2]] },
  ],
  scatterAdd: [
    { f: (x, u) => ops.scatterAdd(x, [2, 0, 2, 1], u), shapes: [[3, 2], [4, 2]] },
    {
      f: (x, u) => ops.scatterAdd(x, ops.tensor([1, 0, 1, 0], [2, 2]), u, 1),
      shapes: [[2, 3], [2, 2, 2]],
    },
  ],
  concat: { f: (x, y) => ops.concat([x, y, x], 1), shapes: [[2, 3], [2, 1]] },
  stack: { f: (x, y) => ops.stack([x, y], -1), shapes: [[2, 3], [2, 3]] },
  split: { f: (x) => ops.split(x, [1, 3], 1), shapes: [[2, 4]] },
  pad: { f: (x) => ops.pad(x, [[1, 0], [2, 1]], 3), shapes: [[2, 2]] },
  flip: { f: (x) => ops.flip(x, 1), shapes: [[2, 3]] },
  solve: [
    { f: (a, b) => ops.solve(wellConditioned(a), b), shapes: [[3, 3], [3, 2]] },
    { f: (a, b) => ops.solve(wellConditioned(a), b), shapes: [[3, 3], [3]] },
  ],
  choleskySolve: { f: (a, b) => ops.choleskySolve(definite(a), b), shapes: [[3, 3], [3]] },
  inverse: { f: (a) => ops.inverse(wellConditioned(a)), shapes: [[3, 3]] },
  determinant: { f: (a) => ops.determinant(wellConditioned(a)), shapes: [[3, 3]] },
  magnitude: { f: complex(ops.magnitude), shapes: [[3], [3]] },
  conjugate: { f: complex(ops.conjugate), shapes: [[3], [3]] },
  complexMultiply: { f: complex((z) => ops.complexMultiply(z, z)), shapes: [[3], [3]] },
  meanSquaredError: { f: (x, y) => ops.meanSquaredError(x, y), shapes: [[2, 3], [2, 3]] },
};

/** Exports that make plain tensors or masks, through which no gradient is meant to flow. */
const constants = [
  "tensor",
  "fromArray",
  "full",
  "zeros",
  "ones",
  "eye",
  "linspace",
  "arange",
  "greater",
  "greaterEqual",
  "less",
  "lessEqual",
  "equal",
];

Deno.test("every exported operation has its gradient checked here", () => {
  const exported = Object.entries(ops).filter(([, value]) => typeof value === "function");
  assertEquals(exported.map(([name]) => name).sort(), [...Object.keys(cases), ...constants].sort());
});

function argumentsOf({ shapes, domain = (x) => x }: Case, seed: number): Tensor[] {
  const normal = normalGenerator(seed);
  return shapes.map((shape) =>
    ops.tensor(Float64Array.from({ length: sizeOf(shape) }, () => domain(normal())), shape)
  );
}

/** A scalar made of a result with fixed, irregular weights. */
function weigh(result: ReturnType<Case["f"]>): Tensor {
  const parts = Array.isArray(result)
    ? result
    : "real" in result
    ? [result.real, result.imag]
    : [result];
  return parts
    .map((part) => {
      const weights = ops.tensor(
        Float64Array.from({ length: sizeOf(part.shape) }, (_, k) => Math.cos(1 + 3 * k)),
        part.shape,
      );
      return ops.sum(ops.multiply(weights, ops.add(part, ops.square(part))));
    })
    .reduce((a, b) => ops.add(a, b));
}

for (const [name, given] of Object.entries(cases)) {
  for (const [index, each] of [given].flat().entries()) {
    const f = (args: Tensor[]): ReturnType<Case["f"]> => each.f(...args);
    const label = `${name}() [${index}]`;

    Deno.test(`${label} has the right gradient`, () => {
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          checkGrads(f, argumentsOf(each, seed), { tolerance: TOLERANCE, step: 1e-4, seed });
        }),
        { numRuns: 10, seed: 7 },
      );
    });

    Deno.test(`${label} has the right second derivatives`, () => {
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          const slope = grad((args: Tensor[]) => weigh(f(args)));
          checkGrads(slope, argumentsOf(each, seed), { tolerance: TOLERANCE, step: 1e-4, seed });
        }),
        { numRuns: 3, seed: 7 },
      );
    });

    Deno.test(`${label} has the same derivative forwards and backwards`, () => {
      const args = argumentsOf(each, 5);
      const direction = argumentsOf({ f: each.f, shapes: each.shapes }, 6);
      const g = (...values: Tensor[]): Tensor => weigh(f(values));
      const [value, forward] = jvp(g, args, direction);
      const [same, pullback] = vjp(g, ...args);
      assertEquals(value, same);
      const backward = pullback(ops.tensor([1], []))
        .map((slope, k) => ops.dot(slope, direction[k]).data[0])
        .reduce((a, b) => a + b, 0);
      const gap = Math.abs(toTensor(forward).data[0] - backward);
      assert(gap <= 1e-12 * (1 + Math.abs(backward)), `${gap}`);
    });
  }
}

Deno.test("gradients flow through any two shapes that broadcast", () => {
  const length = fc.integer({ min: 1, max: 3 });
  const shapes = fc.array(fc.tuple(length, fc.boolean(), fc.boolean()), { maxLength: 4 });
  fc.assert(
    fc.property(shapes, fc.integer({ min: 0, max: 4 }), fc.integer(), (axes, drop, seed) => {
      const left = axes.map(([n, single]) => single ? 1 : n);
      const right = axes.map(([n, , single]) => single ? 1 : n).slice(drop);
      for (const f of [ops.add, ops.subtract, ops.multiply, ops.divide, ops.power, ops.atan2]) {
        const args = argumentsOf({ f, shapes: [left, right], domain: positive }, seed);
        checkGrads(([x, y]: Tensor[]) => f(x, y), args, { tolerance: TOLERANCE, step: 1e-4, seed });
      }
    }),
    { numRuns: 30, seed: 3 },
  );
});
