/**
 * Exponentials, logarithms and the functions made of them.
 *
 * @module
 */
import type { Tensor, Value } from "../tensor.ts";
import { add, divide, multiply, subtract } from "./arithmetic.ts";
import { defineUnary } from "./unary.ts";

const expPrimitive = defineUnary({
  name: "exp",
  keep: "output",
  kernel: (out, x) => {
    for (let k = 0; k < x.length; k++) out[k] = Math.exp(x[k]);
  },
  rule: (cotangent, _x, y) => multiply(cotangent, y),
});

/**
 * Exponential function.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { exp, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(exp(0)), 1);
 * ```
 *
 * @param x Any value
 * @returns e to the x
 */
export function exp(x: Value): Tensor {
  return expPrimitive(x);
}

const expm1Primitive = defineUnary({
  name: "expm1",
  keep: "output",
  kernel: (out, x) => {
    for (let k = 0; k < x.length; k++) out[k] = Math.expm1(x[k]);
  },
  rule: (cotangent, _x, y) => multiply(cotangent, add(y, 1)),
});

/**
 * Exponential minus one, exact for small arguments.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { expm1, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(expm1(1e-20)), 1e-20);
 * ```
 *
 * @param x Any value
 * @returns e to the x, minus 1
 */
export function expm1(x: Value): Tensor {
  return expm1Primitive(x);
}

const logPrimitive = defineUnary({
  name: "log",
  keep: "inputs",
  kernel: (out, x) => {
    for (let k = 0; k < x.length; k++) out[k] = Math.log(x[k]);
  },
  rule: (cotangent, x) => divide(cotangent, x),
});

/**
 * Natural logarithm.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { log, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(log(1)), 0);
 * ```
 *
 * @param x Any value
 * @returns ln x
 */
export function log(x: Value): Tensor {
  return logPrimitive(x);
}

const log1pPrimitive = defineUnary({
  name: "log1p",
  keep: "inputs",
  kernel: (out, x) => {
    for (let k = 0; k < x.length; k++) out[k] = Math.log1p(x[k]);
  },
  rule: (cotangent, x) => divide(cotangent, add(x, 1)),
});

/**
 * Natural logarithm of one plus x, exact for small arguments.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { log1p, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(log1p(1e-20)), 1e-20);
 * ```
 *
 * @param x Any value
 * @returns ln (1 + x)
 */
export function log1p(x: Value): Tensor {
  return log1pPrimitive(x);
}

const tanhPrimitive = defineUnary({
  name: "tanh",
  keep: "output",
  kernel: (out, x) => {
    for (let k = 0; k < x.length; k++) out[k] = Math.tanh(x[k]);
  },
  rule: (cotangent, _x, y) => multiply(cotangent, subtract(1, multiply(y, y))),
});

/**
 * Hyperbolic tangent.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tanh, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(tanh(0)), 0);
 * ```
 *
 * @param x Any value
 * @returns tanh x
 */
export function tanh(x: Value): Tensor {
  return tanhPrimitive(x);
}

const sigmoidPrimitive = defineUnary({
  name: "sigmoid",
  keep: "output",
  kernel: (out, x) => {
    for (let k = 0; k < x.length; k++) {
      out[k] = x[k] >= 0 ? 1 / (1 + Math.exp(-x[k])) : Math.exp(x[k]) / (1 + Math.exp(x[k]));
    }
  },
  rule: (cotangent, _x, y) => multiply(cotangent, multiply(y, subtract(1, y))),
});

/**
 * Logistic function.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sigmoid, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(sigmoid(0)), 0.5);
 * ```
 *
 * @param x Any value
 * @returns 1 / (1 + exp(−x)), without overflow
 */
export function sigmoid(x: Value): Tensor {
  return sigmoidPrimitive(x);
}

const softplusPrimitive = defineUnary({
  name: "softplus",
  keep: "inputs",
  kernel: (out, x) => {
    for (let k = 0; k < x.length; k++) {
      out[k] = Math.max(x[k], 0) + Math.log1p(Math.exp(-Math.abs(x[k])));
    }
  },
  rule: (cotangent, x) => multiply(cotangent, sigmoid(x)),
});

/**
 * Smooth positive part.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { softplus, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(softplus(0)), Math.LN2);
 * ```
 *
 * @param x Any value
 * @returns ln(1 + exp(x)), without overflow
 */
export function softplus(x: Value): Tensor {
  return softplusPrimitive(x);
}
