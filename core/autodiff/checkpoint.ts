/**
 * Recomputing instead of storing: memory for time in the reverse pass.
 *
 * @module
 */
import { andThen, type MaybePromise } from "./maybe_promise.ts";
import { zeros } from "./ops/create.ts";
import { registerRule } from "./primitive.ts";
import { flatten, isNumberLeaf, likeLeaf } from "./pytree.ts";
import { recordOnAll } from "./record.ts";
import { linearise } from "./reverse.ts";
import type { Tensor } from "./tensor.ts";
import { plain, toTensor, Traced, youngestTrace } from "./trace.ts";

const CHECKPOINT = "checkpoint";

/** A function of leaves. */
type LeafFunction = (leaves: readonly Tensor[]) => MaybePromise<readonly Tensor[]>;

registerRule(CHECKPOINT, (cotangents, node) => {
  const f = node.params as LeafFunction;
  const count = node.inputs.length;
  const seeds = cotangents.map((cotangent, k) => cotangent ?? zeros(node.outputShapes[k]));
  // The pullback is itself checkpointed, so that higher derivatives store no inner tape either.
  const back: LeafFunction = (values) =>
    andThen(
      linearise((leaves) => f(leaves.map(toTensor)), values.slice(0, count)),
      ({ pullback }) => pullback(values.slice(count)),
    );
  return checkpointed(back, [...node.inputs, ...seeds]);
});

function checkpointed(
  f: LeafFunction,
  inputs: readonly Tensor[],
): MaybePromise<readonly Tensor[]> {
  if (youngestTrace(inputs) === undefined) return f(inputs);
  return andThen(f(inputs.map(plain)), (outputs) => {
    if (outputs.some((output) => output instanceof Traced)) {
      throw new Error(
        "Cannot checkpoint a function that uses a traced value not among its arguments: pass it as an argument",
      );
    }
    return recordOnAll(CHECKPOINT, inputs, outputs, f, true);
  });
}

/**
 * Makes a function that stores nothing of its inside for the reverse pass and runs again there instead.
 *
 * The function must give the same result when run again, and take everything it is differentiated with respect to as
 * arguments. It may be asynchronous.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { checkpoint, exp, grad, multiply } from "@torrey/torrey";
 *
 * const f = (x: number) => exp(multiply(x, x));
 * assertEquals(grad(checkpoint(f))(0.5), grad(f)(0.5));
 * ```
 *
 * @typeParam Args The arguments, pytrees
 * @typeParam R The result, a pytree or the promise of one
 * @param f The function
 * @returns The same function, cheap in memory when differentiated
 */
export function checkpoint<Args extends unknown[], R>(
  f: (...args: Args) => R,
): (...args: Args) => R {
  const run = f as (...args: Args) => MaybePromise<unknown>;
  const wrapped = (...args: Args): MaybePromise<unknown> => {
    const flat = flatten(args);
    const inputs = flat.leaves.map(toTensor);
    if (youngestTrace(inputs) === undefined) return run(...args);
    const numbers = flat.leaves.map(isNumberLeaf);
    let result: { rebuild: (leaves: readonly unknown[]) => unknown; kinds: boolean[] } | undefined;
    const onLeaves: LeafFunction = (leaves) => {
      const given = leaves.map((leaf, k) => likeLeaf(leaf, numbers[k]));
      return andThen(run(...flat.rebuild(given)), (value) => {
        const out = flatten(value);
        result = { rebuild: out.rebuild, kinds: out.leaves.map(isNumberLeaf) };
        return out.leaves.map(toTensor);
      });
    };
    return andThen(checkpointed(onLeaves, inputs), (outputs) => {
      const { rebuild, kinds } = result!;
      return rebuild(outputs.map((output, k) => likeLeaf(output, kinds[k])));
    });
  };
  return wrapped as (...args: Args) => R;
}
