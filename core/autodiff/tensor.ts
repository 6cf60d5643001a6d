/**
 * The array type of Torrey: an immutable shape and its numbers in row-major order.
 *
 * @module
 */

/** An n-dimensional array of doubles, row-major. The empty shape is a scalar. Treat both fields as read-only. */
export interface Tensor {
  /** Length of each axis. */
  readonly shape: readonly number[];
  /** The elements, last axis fastest. */
  readonly data: Float64Array;
}

/** What array operations accept: a tensor, plain or traced, or a number standing for a scalar tensor. */
export type Value = Tensor | number;

/** A complex array as a pytree of its real and imaginary parts, both of the same shape. */
export interface ComplexTensor {
  /** Real parts. */
  readonly real: Tensor;
  /** Imaginary parts. */
  readonly imag: Tensor;
}
