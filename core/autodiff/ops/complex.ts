/**
 * Complex arrays as pairs of real ones.
 *
 * @module
 */
import type { ComplexTensor, Tensor } from "../tensor.ts";
import { add, multiply, negate, subtract } from "./arithmetic.ts";
import { safeSqrt } from "./reduce.ts";
import { square } from "./roots.ts";

/**
 * Computes the modulus √(re² + im²); its gradient at 0 is 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { magnitude, tensor } from "@torrey/torrey";
 *
 * assertEquals(magnitude({ real: tensor([3]), imag: tensor([4]) }), tensor([5]));
 * ```
 *
 * @param z A complex array
 * @returns |z|
 */
export function magnitude(z: ComplexTensor): Tensor {
  return safeSqrt(add(square(z.real), square(z.imag)));
}

/**
 * Multiplies element by element, with broadcasting.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { complexMultiply, tensor } from "@torrey/torrey";
 *
 * const i = { real: tensor([0]), imag: tensor([1]) };
 * assertEquals(complexMultiply(i, i), { real: tensor([-1]), imag: tensor([0]) });
 * ```
 *
 * @param z A complex array
 * @param w Another
 * @returns z w
 */
export function complexMultiply(z: ComplexTensor, w: ComplexTensor): ComplexTensor {
  return {
    real: subtract(multiply(z.real, w.real), multiply(z.imag, w.imag)),
    imag: add(multiply(z.real, w.imag), multiply(z.imag, w.real)),
  };
}

/**
 * Changes the sign of the imaginary part.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { conjugate, tensor } from "@torrey/torrey";
 *
 * const z = { real: tensor([3]), imag: tensor([4]) };
 * assertEquals(conjugate(z).imag, tensor([-4]));
 * ```
 *
 * @param z A complex array
 * @returns The conjugate
 */
export function conjugate(z: ComplexTensor): ComplexTensor {
  return { real: z.real, imag: negate(z.imag) };
}
