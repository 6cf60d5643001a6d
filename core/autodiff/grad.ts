/**
 * Gradients of scalar functions with respect to their first argument.
 *
 * @module
 */
import { andThen, type MaybePromise } from "./maybe_promise.ts";
import { flatten, isNumberLeaf, likeLeaf } from "./pytree.ts";
import { linearise } from "./reverse.ts";
import { formatShape } from "./shape.ts";
import type { Value } from "./tensor.ts";
import { toTensor } from "./trace.ts";

/**
 * Turns a scalar function into the one that returns its value and its gradient.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { multiply, sum, tensor, valueAndGrad } from "@torrey/torrey";
 * import type { Tensor } from "@torrey/torrey";
 *
 * const energy = (p: { x: Tensor; rate: number }) => multiply(p.rate, sum(multiply(p.x, p.x)));
 * const [value, slope] = valueAndGrad(energy)({ x: tensor([1, 2], [2]), rate: 3 });
 * assertEquals(value, 15);
 * assertEquals(slope, { x: tensor([6, 12], [2]), rate: 5 });
 * ```
 *
 * @typeParam P The first argument, a pytree
 * @typeParam Rest The other arguments, taken as constants
 * @param f An asynchronous function of scalar value
 * @returns A function of the same arguments; number leaves get number gradients, tensors tensors
 */
export function valueAndGrad<P, Rest extends unknown[]>(
  f: (params: P, ...rest: Rest) => Promise<Value>,
): (params: P, ...rest: Rest) => Promise<[number, P]>;
/**
 * Turns a scalar function into the one that returns its value and its gradient.
 *
 * @typeParam P The first argument, a pytree
 * @typeParam Rest The other arguments, taken as constants
 * @param f A function of scalar value
 * @returns A function of the same arguments; number leaves get number gradients, tensors tensors
 */
export function valueAndGrad<P, Rest extends unknown[]>(
  f: (params: P, ...rest: Rest) => Value,
): (params: P, ...rest: Rest) => [number, P];
export function valueAndGrad<P, Rest extends unknown[]>(
  f: (params: P, ...rest: Rest) => MaybePromise<Value>,
): (params: P, ...rest: Rest) => MaybePromise<[number, P]> {
  return (params, ...rest) => {
    const flat = flatten(params);
    const numbers = flat.leaves.map(isNumberLeaf);
    return andThen(
      linearise((leaves) => f(flat.rebuild(leaves), ...rest), flat.leaves),
      ({ value, pullback }) => {
        const { shape } = toTensor(value);
        if (shape.length > 0) {
          throw new RangeError(
            `Cannot take the gradient of a result of shape ${
              formatShape(shape)
            }: expected a scalar; ` +
              `reduce it with sum or mean, or use vjp or jacobian`,
          );
        }
        return andThen(pullback([1]), (grads): [number, P] => [
          // Traced only inside another transform, where it is typed as the number it stands for.
          likeLeaf(toTensor(value), true) as number,
          flat.rebuild(grads.map((grad, k) => likeLeaf(grad, numbers[k]))),
        ]);
      },
    );
  };
}

/**
 * Turns a scalar function into its gradient with respect to the first argument.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { grad, multiply } from "@torrey/torrey";
 *
 * const cube = (x: number) => multiply(x, multiply(x, x));
 * assertEquals(grad(cube)(2), 12);
 * assertEquals(grad(grad(cube))(2), 12);
 * ```
 *
 * @typeParam P The first argument, a pytree
 * @typeParam Rest The other arguments, taken as constants
 * @param f An asynchronous function of scalar value
 * @returns A function of the same arguments that returns the gradient, shaped as the first argument
 */
export function grad<P, Rest extends unknown[]>(
  f: (params: P, ...rest: Rest) => Promise<Value>,
): (params: P, ...rest: Rest) => Promise<P>;
/**
 * Turns a scalar function into its gradient with respect to the first argument.
 *
 * @typeParam P The first argument, a pytree
 * @typeParam Rest The other arguments, taken as constants
 * @param f A function of scalar value
 * @returns A function of the same arguments that returns the gradient, shaped as the first argument
 */
export function grad<P, Rest extends unknown[]>(
  f: (params: P, ...rest: Rest) => Value,
): (params: P, ...rest: Rest) => P;
export function grad<P, Rest extends unknown[]>(
  f: (params: P, ...rest: Rest) => MaybePromise<Value>,
): (params: P, ...rest: Rest) => MaybePromise<P> {
  const both = valueAndGrad(f as (params: P, ...rest: Rest) => Value) as (
    params: P,
    ...rest: Rest
  ) => MaybePromise<[number, P]>;
  return (params, ...rest) => andThen(both(params, ...rest), ([, slope]) => slope);
}
