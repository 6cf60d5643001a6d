/**
 * Constants out of traced values.
 *
 * @module
 */
import { flatten, isNumberLeaf, likeLeaf } from "./pytree.ts";
import { formatShape } from "./shape.ts";
import type { Tensor, Value } from "./tensor.ts";
import { plain, toTensor } from "./trace.ts";

/**
 * Takes a tree's values as constants: no gradient flows through the result, and its data can be read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { grad, multiply, stopGradient } from "@torrey/torrey";
 *
 * assertEquals(grad((x: number) => multiply(x, stopGradient(x)))(3), 3);
 * ```
 *
 * @typeParam T A pytree
 * @param tree Traced or plain values
 * @returns The same tree of plain numbers and tensors
 */
export function stopGradient<T>(tree: T): T {
  const flat = flatten(tree);
  return flat.rebuild(
    flat.leaves.map((leaf) => likeLeaf(plain(toTensor(leaf)), isNumberLeaf(leaf))),
  );
}

/**
 * Reads the tensor behind a value, for printing and for decisions; no gradient flows through the result.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tensor, valueOf } from "@torrey/torrey";
 *
 * assertEquals(valueOf(3), tensor([3], []));
 * ```
 *
 * @param value A number or a tensor, traced or plain
 * @returns The plain tensor
 */
export function valueOf(value: Value): Tensor {
  return plain(toTensor(value));
}

/**
 * Reads the number behind a one-element value; no gradient flows through the result.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sum, tensor, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(sum(tensor([1, 2]))), 3);
 * ```
 *
 * @param value A number or a tensor of one element, traced or plain
 * @returns The number
 * @throws {RangeError} If the value has more or fewer elements
 */
export function toNumber(value: Value): number {
  const { shape, data } = valueOf(value);
  if (data.length !== 1) {
    throw new RangeError(`Cannot make a number of a tensor of shape ${formatShape(shape)}`);
  }
  return data[0];
}
