/**
 * Addition, subtraction, multiplication, division and negation, with NumPy's broadcasting.
 *
 * @module
 */
import { definePrimitive, type Operation } from "../primitive.ts";
import type { Tensor, Value } from "../tensor.ts";
import { type BinaryKernel, broadcastBinary } from "./broadcast_binary.ts";
import { sumTo } from "./reshape.ts";

// Each kernel is its own loop, with one for whole arrays and one for a repeated right operand: a shared loop calling a
// function per element runs several times slower, and strided indices cost a factor of three.

const addKernel: BinaryKernel = (out, o, n, a, i, di, b, j, dj) => {
  if (o === 0 && i === 0 && j === 0 && di === 1 && dj === 1) {
    for (let k = 0; k < n; k++) out[k] = a[k] + b[k];
  } else if (di === 1 && dj === 0) {
    const y = b[j];
    for (let k = 0; k < n; k++) out[o + k] = a[i + k] + y;
  } else {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i] + b[j];
  }
};

const addPrimitive: Operation<undefined> = definePrimitive({
  name: "add",
  keep: "shapes",
  evaluate: ([x, y]) => broadcastBinary("add", addKernel, x, y),
  rule: (
    cotangent,
    { shapes },
  ) => [() => sumTo(cotangent, shapes[0]), () => sumTo(cotangent, shapes[1])],
});

/**
 * Adds.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { add, tensor } from "@torrey/torrey";
 *
 * assertEquals(add(tensor([1, 2]), 3), tensor([4, 5]));
 * ```
 *
 * @param x First term
 * @param y Second term
 * @returns The sum, of the broadcast shape
 * @throws {RangeError} If the shapes do not broadcast
 */
export function add(x: Value, y: Value): Tensor {
  return addPrimitive([x, y], undefined);
}

const subtractKernel: BinaryKernel = (out, o, n, a, i, di, b, j, dj) => {
  if (o === 0 && i === 0 && j === 0 && di === 1 && dj === 1) {
    for (let k = 0; k < n; k++) out[k] = a[k] - b[k];
  } else if (di === 1 && dj === 0) {
    const y = b[j];
    for (let k = 0; k < n; k++) out[o + k] = a[i + k] - y;
  } else {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i] - b[j];
  }
};

const subtractPrimitive: Operation<undefined> = definePrimitive({
  name: "subtract",
  keep: "shapes",
  evaluate: ([x, y]) => broadcastBinary("subtract", subtractKernel, x, y),
  rule: (cotangent, { shapes }) => [
    () => sumTo(cotangent, shapes[0]),
    () => sumTo(negate(cotangent), shapes[1]),
  ],
});

/**
 * Subtracts.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { subtract, tensor } from "@torrey/torrey";
 *
 * assertEquals(subtract(tensor([1, 2]), 3), tensor([-2, -1]));
 * ```
 *
 * @param x What to subtract from
 * @param y What to subtract
 * @returns The difference, of the broadcast shape
 * @throws {RangeError} If the shapes do not broadcast
 */
export function subtract(x: Value, y: Value): Tensor {
  return subtractPrimitive([x, y], undefined);
}

const multiplyKernel: BinaryKernel = (out, o, n, a, i, di, b, j, dj) => {
  if (o === 0 && i === 0 && j === 0 && di === 1 && dj === 1) {
    for (let k = 0; k < n; k++) out[k] = a[k] * b[k];
  } else if (di === 1 && dj === 0) {
    const y = b[j];
    for (let k = 0; k < n; k++) out[o + k] = a[i + k] * y;
  } else {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i] * b[j];
  }
};

const multiplyPrimitive: Operation<undefined> = definePrimitive({
  name: "multiply",
  keep: "inputs",
  evaluate: ([x, y]) => broadcastBinary("multiply", multiplyKernel, x, y),
  rule: (cotangent, { shapes, inputs }) => [
    () => sumTo(multiply(cotangent, inputs[1]), shapes[0]),
    () => sumTo(multiply(cotangent, inputs[0]), shapes[1]),
  ],
});

/**
 * Multiplies element by element.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { multiply, tensor } from "@torrey/torrey";
 *
 * assertEquals(multiply(tensor([1, 2]), 3), tensor([3, 6]));
 * ```
 *
 * @param x First factor
 * @param y Second factor
 * @returns The product, of the broadcast shape
 * @throws {RangeError} If the shapes do not broadcast
 */
export function multiply(x: Value, y: Value): Tensor {
  return multiplyPrimitive([x, y], undefined);
}

const divideKernel: BinaryKernel = (out, o, n, a, i, di, b, j, dj) => {
  if (o === 0 && i === 0 && j === 0 && di === 1 && dj === 1) {
    for (let k = 0; k < n; k++) out[k] = a[k] / b[k];
  } else if (di === 1 && dj === 0) {
    const y = b[j];
    for (let k = 0; k < n; k++) out[o + k] = a[i + k] / y;
  } else {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i] / b[j];
  }
};

const dividePrimitive: Operation<undefined> = definePrimitive({
  name: "divide",
  keep: "both",
  evaluate: ([x, y]) => broadcastBinary("divide", divideKernel, x, y),
  rule: (cotangent, { shapes, inputs, output }) => [
    () => sumTo(divide(cotangent, inputs[1]), shapes[0]),
    () => sumTo(negate(divide(multiply(cotangent, output), inputs[1])), shapes[1]),
  ],
});

/**
 * Divides element by element.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { divide, tensor } from "@torrey/torrey";
 *
 * assertEquals(divide(tensor([1, 2]), 2), tensor([0.5, 1]));
 * ```
 *
 * @param x Numerator
 * @param y Denominator
 * @returns The quotient, of the broadcast shape
 * @throws {RangeError} If the shapes do not broadcast
 */
export function divide(x: Value, y: Value): Tensor {
  return dividePrimitive([x, y], undefined);
}

const negatePrimitive: Operation<undefined> = definePrimitive({
  name: "negate",
  keep: "shapes",
  evaluate: ([x]) => {
    const data = new Float64Array(x.data.length);
    for (let k = 0; k < data.length; k++) data[k] = -x.data[k];
    return { shape: x.shape, data };
  },
  rule: (cotangent) => [() => negate(cotangent)],
});

/**
 * Changes the sign.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { negate, tensor } from "@torrey/torrey";
 *
 * assertEquals(negate(tensor([1, -2])), tensor([-1, 2]));
 * ```
 *
 * @param x Any value
 * @returns −x
 */
export function negate(x: Value): Tensor {
  return negatePrimitive([x], undefined);
}
