/**
 * Powers.
 *
 * @module
 */
import { definePrimitive, type Operation } from "../primitive.ts";
import type { Tensor, Value } from "../tensor.ts";
import { multiply, subtract } from "./arithmetic.ts";
import { type BinaryKernel, broadcastBinary } from "./broadcast_binary.ts";
import { equal, greater, where } from "./compare.ts";
import { log } from "./exponential.ts";
import { sumTo } from "./reshape.ts";

const powerKernel: BinaryKernel = (out, o, n, a, i, di, b, j, dj) => {
  for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i] ** b[j];
};

const powerPrimitive: Operation<undefined> = definePrimitive({
  name: "power",
  keep: "both",
  evaluate: ([x, y]) => broadcastBinary("power", powerKernel, x, y),
  rule: (cotangent, { shapes, inputs: [x, y], output }) => [
    () => {
      // x⁰ is constant also at x = 0, where x⁻¹ is not finite.
      const exponent = where(equal(y, 0), 1, subtract(y, 1));
      return sumTo(multiply(cotangent, multiply(y, power(x, exponent))), shapes[0]);
    },
    () => {
      const logarithm = log(where(greater(x, 0), x, 1));
      return sumTo(multiply(cotangent, multiply(output, logarithm)), shapes[1]);
    },
  ],
});

/**
 * Raises to a power; the gradient with respect to the exponent is taken as 0 where the base is not positive.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { power, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(power(2, 10)), 1024);
 * ```
 *
 * @param x The base
 * @param y The exponent
 * @returns x to the y, of the broadcast shape
 */
export function power(x: Value, y: Value): Tensor {
  return powerPrimitive([x, y], undefined);
}
