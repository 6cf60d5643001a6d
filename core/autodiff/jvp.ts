/**
 * The Jacobian-vector product: the derivative of a function along a direction.
 *
 * The pullback is linear in its cotangent, so its own transpose is the derivative itself: with u ↦ Jᵀu from
 * {@linkcode vjp}, differentiating ⟨Jᵀu, v⟩ with respect to u gives J v. One table of reverse rules serves both modes.
 *
 * @module
 */
import { andThen, type MaybePromise } from "./maybe_promise.ts";
import { zeros } from "./ops/create.ts";
import { flatten, isNumberLeaf, likeLeaf } from "./pytree.ts";
import { linearise } from "./reverse.ts";
import { toTensor } from "./trace.ts";

/**
 * Evaluates a function and its derivative along a direction.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { jvp, multiply, tensor } from "@torrey/torrey";
 *
 * const [value, slope] = jvp((x) => multiply(x, x), [tensor([1, 2])], [tensor([1, 0])]);
 * assertEquals(value, tensor([1, 4]));
 * assertEquals(slope, tensor([2, 0]));
 * ```
 *
 * @typeParam Args The arguments, pytrees
 * @typeParam R The result, a pytree
 * @param f An asynchronous function
 * @param args Where to evaluate it
 * @param tangents The direction, of the structure of the arguments
 * @returns The value, and its derivative along the direction
 */
export function jvp<Args extends unknown[], R>(
  f: (...args: Args) => Promise<R>,
  args: Args,
  tangents: Args,
): Promise<[R, R]>;
/**
 * Evaluates a function and its derivative along a direction.
 *
 * @typeParam Args The arguments, pytrees
 * @typeParam R The result, a pytree
 * @param f A function
 * @param args Where to evaluate it
 * @param tangents The direction, of the structure of the arguments
 * @returns The value, and its derivative along the direction
 */
export function jvp<Args extends unknown[], R>(
  f: (...args: Args) => R,
  args: Args,
  tangents: Args,
): [R, R];
export function jvp<Args extends unknown[], R>(
  f: (...args: Args) => MaybePromise<R>,
  args: Args,
  tangents: Args,
): MaybePromise<[R, R]> {
  const flat = flatten(args);
  const direction = flatten(tangents).leaves.map(toTensor);
  return andThen(
    linearise((leaves) => f(...flat.rebuild(leaves)), flat.leaves),
    ({ value, outputs, pullback }) => {
      const nothing = outputs.map((output) => zeros(toTensor(output).shape));
      return andThen(
        linearise((cotangents) => pullback(cotangents), nothing),
        (transposed) =>
          andThen(transposed.pullback(direction), (slopes): [R, R] => [
            value,
            flatten(value).rebuild(
              slopes.map((slope, k) => likeLeaf(slope, isNumberLeaf(outputs[k]))),
            ),
          ]),
      );
    },
  );
}
