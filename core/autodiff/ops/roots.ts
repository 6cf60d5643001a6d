/**
 * Squares, square roots, absolute values and signs.
 *
 * @module
 */
import type { Tensor, Value } from "../tensor.ts";
import { divide, multiply } from "./arithmetic.ts";
import { zeros } from "./create.ts";
import { defineUnary } from "./unary.ts";

const squarePrimitive = defineUnary({
  name: "square",
  keep: "inputs",
  kernel: (out, x) => {
    for (let k = 0; k < x.length; k++) out[k] = x[k] * x[k];
  },
  rule: (cotangent, x) => multiply(cotangent, multiply(2, x)),
});

/**
 * Square.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { square, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(square(3)), 9);
 * ```
 *
 * @param x Any value
 * @returns x²
 */
export function square(x: Value): Tensor {
  return squarePrimitive(x);
}

const sqrtPrimitive = defineUnary({
  name: "sqrt",
  keep: "output",
  kernel: (out, x) => {
    for (let k = 0; k < x.length; k++) out[k] = Math.sqrt(x[k]);
  },
  rule: (cotangent, _x, y) => divide(cotangent, multiply(2, y)),
});

/**
 * Square root; its gradient at 0 is infinite.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sqrt, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(sqrt(9)), 3);
 * ```
 *
 * @param x Any value
 * @returns √x
 */
export function sqrt(x: Value): Tensor {
  return sqrtPrimitive(x);
}

const absPrimitive = defineUnary({
  name: "abs",
  keep: "inputs",
  kernel: (out, x) => {
    for (let k = 0; k < x.length; k++) out[k] = Math.abs(x[k]);
  },
  rule: (cotangent, x) => multiply(cotangent, sign(x)),
});

/**
 * Absolute value; its gradient at 0 is 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { abs, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(abs(-3)), 3);
 * ```
 *
 * @param x Any value
 * @returns |x|
 */
export function abs(x: Value): Tensor {
  return absPrimitive(x);
}

const signPrimitive = defineUnary({
  name: "sign",
  keep: "shapes",
  kernel: (out, x) => {
    for (let k = 0; k < x.length; k++) out[k] = Math.sign(x[k]);
  },
  rule: (cotangent) => zeros(cotangent.shape),
});

/**
 * Sign; its gradient is 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sign, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(sign(-3)), -1);
 * ```
 *
 * @param x Any value
 * @returns −1, 0 or 1
 */
export function sign(x: Value): Tensor {
  return signPrimitive(x);
}
