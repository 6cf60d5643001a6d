/**
 * Second derivatives of scalar functions.
 *
 * @module
 */
import { grad } from "./grad.ts";
import { type Jacobian, jacobian } from "./jacobian.ts";
import { andThen, type MaybePromise } from "./maybe_promise.ts";
import { add } from "./ops/arithmetic.ts";
import { dot } from "./ops/matmul.ts";
import { flatten } from "./pytree.ts";
import type { Value } from "./tensor.ts";

/**
 * Turns a scalar function into the product of its Hessian with a direction, without forming the Hessian.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { hessianVectorProduct, power, sum, tensor } from "@torrey/torrey";
 * import type { Tensor } from "@torrey/torrey";
 *
 * const f = (x: Tensor) => sum(power(x, 3));
 * assertEquals(hessianVectorProduct(f)(tensor([1, 2]), tensor([1, 1])), tensor([6, 12]));
 * ```
 *
 * @typeParam P The parameters, a pytree
 * @param f An asynchronous function of scalar value
 * @returns A function of the parameters and the direction, which returns a tree like them
 */
export function hessianVectorProduct<P>(
  f: (params: P) => Promise<Value>,
): (params: P, direction: P) => Promise<P>;
/**
 * Turns a scalar function into the product of its Hessian with a direction, without forming the Hessian.
 *
 * @typeParam P The parameters, a pytree
 * @param f A function of scalar value
 * @returns A function of the parameters and the direction, which returns a tree like them
 */
export function hessianVectorProduct<P>(
  f: (params: P) => Value,
): (params: P, direction: P) => P;
export function hessianVectorProduct<P>(
  f: (params: P) => MaybePromise<Value>,
): (params: P, direction: P) => MaybePromise<P> {
  const slope = grad(f as (params: P) => Value) as (params: P) => MaybePromise<P>;
  return (params, direction) => {
    const along = (p: P): MaybePromise<Value> => andThen(slope(p), (g) => treeDot(g, direction));
    return grad(along as (params: P) => Value)(params);
  };
}

function treeDot<T>(a: T, b: T): Value {
  const right = flatten(b).leaves;
  return flatten(a).leaves.map((leaf, k) => dot(leaf, right[k])).reduce(add, 0);
}

/**
 * Turns a scalar function into its Hessian.
 *
 * @typeParam P The parameters, a pytree
 * @param f An asynchronous function of scalar value
 * @returns A function of the parameters: for each leaf a tree like them of tensors of shape [...leaf, ...other leaf]
 */
export function hessian<P>(
  f: (params: P) => Promise<Value>,
): (params: P) => Promise<Jacobian<P, P>>;
/**
 * Turns a scalar function into its Hessian.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, hessian, prod, tensor } from "@torrey/torrey";
 *
 * assertEquals(hessian(prod)(tensor([2, 3])), fromArray([[0, 1], [1, 0]]));
 * ```
 *
 * @typeParam P The parameters, a pytree
 * @param f A function of scalar value
 * @returns A function of the parameters: for each leaf a tree like them of tensors of shape [...leaf, ...other leaf]
 */
export function hessian<P>(f: (params: P) => Value): (params: P) => Jacobian<P, P>;
export function hessian<P>(
  f: (params: P) => MaybePromise<Value>,
): (params: P) => MaybePromise<Jacobian<P, P>> {
  return jacobian(grad(f as (params: P) => Value));
}
