/**
 * Sine, cosine, tangent and their inverses.
 *
 * @module
 */
import type { Tensor, Value } from "../tensor.ts";
import { add, divide, multiply, negate, subtract } from "./arithmetic.ts";
import { defineUnary } from "./unary.ts";
import { sqrt, square } from "./roots.ts";
import { definePrimitive, type Operation } from "../primitive.ts";
import { type BinaryKernel, broadcastBinary } from "./broadcast_binary.ts";
import { sumTo } from "./reshape.ts";

const sinPrimitive = defineUnary({
  name: "sin",
  keep: "inputs",
  kernel: (out, x) => {
    for (let k = 0; k < x.length; k++) out[k] = Math.sin(x[k]);
  },
  rule: (cotangent, x) => multiply(cotangent, cos(x)),
});

/**
 * Sine.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sin, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(sin(0)), 0);
 * ```
 *
 * @param x Any value
 * @returns sin x, x in rad
 */
export function sin(x: Value): Tensor {
  return sinPrimitive(x);
}

const cosPrimitive = defineUnary({
  name: "cos",
  keep: "inputs",
  kernel: (out, x) => {
    for (let k = 0; k < x.length; k++) out[k] = Math.cos(x[k]);
  },
  rule: (cotangent, x) => negate(multiply(cotangent, sin(x))),
});

/**
 * Cosine.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cos, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(cos(0)), 1);
 * ```
 *
 * @param x Any value
 * @returns cos x, x in rad
 */
export function cos(x: Value): Tensor {
  return cosPrimitive(x);
}

const tanPrimitive = defineUnary({
  name: "tan",
  keep: "output",
  kernel: (out, x) => {
    for (let k = 0; k < x.length; k++) out[k] = Math.tan(x[k]);
  },
  rule: (cotangent, _x, y) => multiply(cotangent, add(1, square(y))),
});

/**
 * Tangent.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tan, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(tan(0)), 0);
 * ```
 *
 * @param x Any value
 * @returns tan x, x in rad
 */
export function tan(x: Value): Tensor {
  return tanPrimitive(x);
}

const asinPrimitive = defineUnary({
  name: "asin",
  keep: "inputs",
  kernel: (out, x) => {
    for (let k = 0; k < x.length; k++) out[k] = Math.asin(x[k]);
  },
  rule: (cotangent, x) => divide(cotangent, sqrt(subtract(1, square(x)))),
});

/**
 * Inverse sine.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { asin, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(asin(1)), Math.PI / 2);
 * ```
 *
 * @param x Any value
 * @returns In rad, −π/2 … π/2
 */
export function asin(x: Value): Tensor {
  return asinPrimitive(x);
}

const acosPrimitive = defineUnary({
  name: "acos",
  keep: "inputs",
  kernel: (out, x) => {
    for (let k = 0; k < x.length; k++) out[k] = Math.acos(x[k]);
  },
  rule: (cotangent, x) => negate(divide(cotangent, sqrt(subtract(1, square(x))))),
});

/**
 * Inverse cosine.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { acos, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(acos(1)), 0);
 * ```
 *
 * @param x Any value
 * @returns In rad, 0 … π
 */
export function acos(x: Value): Tensor {
  return acosPrimitive(x);
}

const atanPrimitive = defineUnary({
  name: "atan",
  keep: "inputs",
  kernel: (out, x) => {
    for (let k = 0; k < x.length; k++) out[k] = Math.atan(x[k]);
  },
  rule: (cotangent, x) => divide(cotangent, add(1, square(x))),
});

/**
 * Inverse tangent.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { atan, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(atan(0)), 0);
 * ```
 *
 * @param x Any value
 * @returns In rad, −π/2 … π/2
 */
export function atan(x: Value): Tensor {
  return atanPrimitive(x);
}

const atan2Kernel: BinaryKernel = (out, o, n, a, i, di, b, j, dj) => {
  for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = Math.atan2(a[i], b[j]);
};

const atan2Primitive: Operation<undefined> = definePrimitive({
  name: "atan2",
  keep: "inputs",
  evaluate: ([y, x]) => broadcastBinary("atan2", atan2Kernel, y, x),
  rule: (cotangent, { shapes, inputs: [y, x] }) => {
    const perSquare = (): Tensor => divide(cotangent, add(square(x), square(y)));
    return [
      () => sumTo(multiply(perSquare(), x), shapes[0]),
      () => sumTo(negate(multiply(perSquare(), y)), shapes[1]),
    ];
  },
});

/**
 * Angle of the point (x, y).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { atan2, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(atan2(1, 0)), Math.PI / 2);
 * ```
 *
 * @param y Second coordinate
 * @param x First coordinate
 * @returns In rad, −π … π, of the broadcast shape
 */
export function atan2(y: Value, x: Value): Tensor {
  return atan2Primitive([y, x], undefined);
}
