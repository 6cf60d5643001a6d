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
