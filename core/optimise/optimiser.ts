/**
 * What an optimiser is: a pair of pure functions over pytrees, in the manner of Optax.
 *
 * @module
 */
import { mapTree, type Tensor, type Value } from "../autodiff/mod.ts";

/** What an optimiser remembers: plain data, which can be cloned, stored and taken up again. */
export interface OptimiserState<P> {
  /** Number of updates made. */
  readonly step: number;
  /** Running averages, each a tree like the parameters. */
  readonly moments: readonly P[];
  /** States of the parts of a {@linkcode chain}. */
  readonly parts: readonly OptimiserState<P>[];
}

/** Turns gradients into updates, which are to be added to the parameters. */
export interface Optimiser {
  /** The state before the first update. */
  readonly init: <P>(params: P) => OptimiserState<P>;
  /** The update for a gradient at some parameters, and the state after it. */
  readonly update: <P>(
    gradient: P,
    state: OptimiserState<P>,
    params: P,
  ) => [update: P, state: OptimiserState<P>];
}

/** A number that may change from step to step, such as a learning rate; steps count from 0. */
export type Schedule = (step: number) => number;

/**
 * Reads a schedule or a constant.
 *
 * @param rate Either
 * @param step The step, from 0
 * @returns The number at that step
 */
export function rateAt(rate: number | Schedule, step: number): number {
  return typeof rate === "number" ? rate : rate(step);
}

/**
 * Applies a function to corresponding numbers of trees of the same structure.
 *
 * @typeParam P The trees' type
 * @param f Takes one number of each of up to three trees
 * @param tree The first tree
 * @param rest The others
 * @returns The tree of results
 */
export function mapNumbers<P>(
  f: (x: number, y: number, z: number) => number,
  tree: P,
  ...rest: P[]
): P {
  const leaf = (a: Value, b: Value = a, c: Value = a): Value => {
    if (typeof a === "number") return f(a, b as number, c as number);
    const [x, y, z] = [a.data, (b as Tensor).data, (c as Tensor).data];
    return { shape: a.shape, data: x.map((value, k) => f(value, y[k], z[k])) };
  };
  return mapTree(leaf, tree, ...rest);
}

/**
 * Makes a tree of zeros.
 *
 * @typeParam P The tree's type
 * @param tree What it is to look like
 * @returns The zeros
 */
export function zerosLike<P>(tree: P): P {
  return mapNumbers(() => 0, tree);
}

/**
 * Adds an update to parameters.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { applyUpdates, sgd } from "@torrey/torrey";
 *
 * const optimiser = sgd({ learningRate: 0.5 });
 * const params = { bend: 1 };
 * const [update] = optimiser.update({ bend: 2 }, optimiser.init(params), params);
 * assertEquals(applyUpdates(params, update), { bend: 0 });
 * ```
 *
 * @typeParam P The parameters, a pytree
 * @param params The parameters
 * @param update What to add
 * @param scale A factor of the update, 1 by default
 * @returns params + scale · update
 */
export function applyUpdates<P>(params: P, update: P, scale: number = 1): P {
  return mapNumbers((x, dx) => x + scale * dx, params, update);
}
