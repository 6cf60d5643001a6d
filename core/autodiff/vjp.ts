/**
 * The vector-Jacobian product: a function's value with the transpose of its derivative.
 *
 * @module
 */
import { andThen, type MaybePromise } from "./maybe_promise.ts";
import { flatten, isNumberLeaf, likeLeaf } from "./pytree.ts";
import { linearise } from "./reverse.ts";

/**
 * Evaluates a function and returns with its value the map from cotangents of the value to cotangents of the arguments.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { multiply, tensor, vjp } from "@torrey/torrey";
 *
 * const [value, pullback] = vjp(multiply, tensor([1, 2], [2]), 3);
 * assertEquals(value, tensor([3, 6], [2]));
 * assertEquals(pullback(tensor([1, 1], [2])), [tensor([3, 3], [2]), 3]);
 * ```
 *
 * @typeParam Args The function's arguments, pytrees
 * @typeParam R Its result, a pytree
 * @param f An asynchronous function
 * @param args Where to evaluate it
 * @returns The value and the pullback, which may be called any number of times
 */
export function vjp<Args extends unknown[], R>(
  f: (...args: Args) => Promise<R>,
  ...args: Args
): Promise<[R, (cotangent: R) => Promise<Args>]>;
/**
 * Evaluates a function and returns with its value the map from cotangents of the value to cotangents of the arguments.
 *
 * @typeParam Args The function's arguments, pytrees
 * @typeParam R Its result, a pytree
 * @param f A function
 * @param args Where to evaluate it
 * @returns The value and the pullback, which may be called any number of times
 */
export function vjp<Args extends unknown[], R>(
  f: (...args: Args) => R,
  ...args: Args
): [R, (cotangent: R) => Args];
export function vjp<Args extends unknown[], R>(
  f: (...args: Args) => MaybePromise<R>,
  ...args: Args
): MaybePromise<[R, (cotangent: R) => MaybePromise<Args>]> {
  const flat = flatten(args);
  const numbers = flat.leaves.map(isNumberLeaf);
  return andThen(
    linearise((leaves) => f(...flat.rebuild(leaves)), flat.leaves),
    ({ value, pullback }) => {
      const back = (cotangent: R): MaybePromise<Args> =>
        andThen(
          pullback(flatten(cotangent).leaves),
          (grads) => flat.rebuild(grads.map((grad, k) => likeLeaf(grad, numbers[k]))),
        );
      return [value, back] as [R, (cotangent: R) => MaybePromise<Args>];
    },
  );
}
