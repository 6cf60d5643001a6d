/**
 * Jacobians: all first derivatives of an array-valued function.
 *
 * @module
 */
import { andThen, isPromise, type MaybePromise } from "./maybe_promise.ts";
import { zeros } from "./ops/create.ts";
import { stack } from "./ops/join.ts";
import { reshape } from "./ops/reshape.ts";
import { flatten } from "./pytree.ts";
import { linearise } from "./reverse.ts";
import { sizeOf } from "./shape.ts";
import type { Tensor, Value } from "./tensor.ts";
import { toTensor } from "./trace.ts";

/** A pytree with each number and tensor replaced by L; other leaves stay. */
export type MapLeaves<T, L> = T extends Value ? L
  : T extends readonly unknown[] ? { [K in keyof T]: MapLeaves<T[K], L> }
  : T extends object ? { [K in keyof T]: MapLeaves<T[K], L> }
  : T;

/**
 * The derivatives of a result of type R with respect to parameters of type P: each leaf of R becomes a tree like P of
 * tensors of shape [...shape of the result's leaf, ...shape of the parameters' leaf].
 */
export type Jacobian<P, R> = MapLeaves<R, MapLeaves<P, Tensor>>;

function oneHot(shape: readonly number[], at: number): Tensor {
  const seed = zeros(shape);
  seed.data[at] = 1;
  return seed;
}

/**
 * Turns a function into the one that returns all its derivatives with respect to its first argument, by one reverse
 * pass per number of the result.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, jacobian, multiply, tensor } from "@torrey/torrey";
 * import type { Tensor } from "@torrey/torrey";
 *
 * const square = (x: Tensor) => multiply(x, x);
 * assertEquals(jacobian(square)(tensor([1, 3])), fromArray([[2, 0], [0, 6]]));
 * ```
 *
 * @typeParam P The first argument, a pytree
 * @typeParam R The result, a pytree
 * @typeParam Rest The other arguments, taken as constants
 * @param f An asynchronous function
 * @returns A function of the same arguments
 */
export function jacobian<P, R, Rest extends unknown[]>(
  f: (params: P, ...rest: Rest) => Promise<R>,
): (params: P, ...rest: Rest) => Promise<Jacobian<P, R>>;
/**
 * Turns a function into the one that returns all its derivatives with respect to its first argument, by one reverse
 * pass per number of the result.
 *
 * @typeParam P The first argument, a pytree
 * @typeParam R The result, a pytree
 * @typeParam Rest The other arguments, taken as constants
 * @param f A function
 * @returns A function of the same arguments
 */
export function jacobian<P, R, Rest extends unknown[]>(
  f: (params: P, ...rest: Rest) => R,
): (params: P, ...rest: Rest) => Jacobian<P, R>;
export function jacobian<P, R, Rest extends unknown[]>(
  f: (params: P, ...rest: Rest) => MaybePromise<R>,
): (params: P, ...rest: Rest) => MaybePromise<Jacobian<P, R>> {
  return (params, ...rest) => {
    const flat = flatten(params);
    return andThen(
      linearise((leaves) => f(flat.rebuild(leaves), ...rest), flat.leaves),
      ({ value, outputs, pullback }) => {
        const shapes = outputs.map((output) => toTensor(output).shape);
        const seeds = shapes.flatMap((shape, k) =>
          Array.from(
            { length: sizeOf(shape) },
            (_, at) => shapes.map((other, j) => j === k ? oneHot(shape, at) : zeros(other)),
          )
        );
        return andThen(inSequence(seeds, pullback), (rows) => {
          let start = 0;
          const blocks = shapes.map((shape) => {
            const own = rows.slice(start, start += sizeOf(shape));
            return flat.rebuild(flat.leaves.map((leaf, j) => {
              const target = [...shape, ...toTensor(leaf).shape];
              return own.length === 0
                ? zeros(target)
                : reshape(stack(own.map((row) => row[j])), target);
            }));
          });
          return flatten(value).rebuild(blocks) as Jacobian<P, R>;
        });
      },
    );
  };
}

/** Maps a list one item after the other, now if the function is synchronous. */
function inSequence<T, U>(items: readonly T[], f: (item: T) => MaybePromise<U>): MaybePromise<U[]> {
  const results: U[] = [];
  const from = (start: number): MaybePromise<U[]> => {
    for (let k = start; k < items.length; k++) {
      const result = f(items[k]);
      if (isPromise(result)) {
        return result.then((resolved) => {
          results.push(resolved);
          return from(k + 1);
        });
      }
      results.push(result);
    }
    return results;
  };
  return from(0);
}
