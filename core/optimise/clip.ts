/**
 * Gradient clipping, and chaining of transformations.
 *
 * @module
 */
import { flatten } from "../autodiff/mod.ts";
import { mapNumbers, type Optimiser, type OptimiserState } from "./optimiser.ts";

/**
 * Computes the Euclidean norm of all numbers of a tree.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { globalNorm, tensor } from "@torrey/torrey";
 *
 * assertEquals(globalNorm({ a: 3, b: tensor([0, 4]) }), 5);
 * ```
 *
 * @param tree A pytree
 * @returns The norm, without overflow
 */
export function globalNorm(tree: unknown): number {
  let [scale, squares] = [0, 0];
  const include = (x: number): void => {
    const size = Math.abs(x);
    if (Number.isNaN(size)) scale = NaN;
    else if (size > scale) {
      squares = 1 + squares * (scale / size) ** 2;
      scale = size;
    } else if (size !== 0) squares += (size / scale) ** 2;
  };
  for (const leaf of flatten(tree).leaves) {
    if (typeof leaf === "number") include(leaf);
    else leaf.data.forEach(include);
  }
  return scale * Math.sqrt(squares);
}

function stateless(transform: <P>(gradient: P) => P): Optimiser {
  return {
    init: () => ({ step: 0, moments: [], parts: [] }),
    update: (gradient, state) => [transform(gradient), { ...state, step: state.step + 1 }],
  };
}

/**
 * Makes a transformation that shortens gradients longer than a limit; to be chained before an optimiser.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { clipByGlobalNorm } from "@torrey/torrey";
 *
 * const clip = clipByGlobalNorm(5);
 * const [update] = clip.update({ x: 6, y: 8 }, clip.init({ x: 0, y: 0 }), { x: 0, y: 0 });
 * assertEquals(update, { x: 3, y: 4 });
 * ```
 *
 * @param limit Largest Euclidean norm over all leaves
 * @returns The transformation
 */
export function clipByGlobalNorm(limit: number): Optimiser {
  return stateless((gradient) => {
    const norm = globalNorm(gradient);
    return norm <= limit ? gradient : mapNumbers((g) => g * (limit / norm), gradient);
  });
}

/**
 * Makes a transformation that limits each number of a gradient; to be chained before an optimiser.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { clipByValue } from "@torrey/torrey";
 *
 * const clip = clipByValue(5);
 * const [update] = clip.update({ x: 6, y: -8 }, clip.init({ x: 0, y: 0 }), { x: 0, y: 0 });
 * assertEquals(update, { x: 5, y: -5 });
 * ```
 *
 * @param limit Largest magnitude
 * @returns The transformation
 */
export function clipByValue(limit: number): Optimiser {
  return stateless((gradient) => mapNumbers((g) => Math.min(limit, Math.max(-limit, g)), gradient));
}

/**
 * Applies transformations one after the other, each to the result of the one before.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { chain, clipByGlobalNorm, sgd } from "@torrey/torrey";
 *
 * const optimiser = chain(clipByGlobalNorm(1), sgd({ learningRate: 0.1 }));
 * const [update] = optimiser.update({ x: 3, y: 4 }, optimiser.init({ x: 0, y: 0 }), { x: 0, y: 0 });
 * assertAlmostEquals(update.x, -0.06, 1e-15);
 * ```
 *
 * @param parts The transformations, the optimiser last
 * @returns All of them as one
 */
export function chain(...parts: readonly Optimiser[]): Optimiser {
  return {
    init: (params) => ({ step: 0, moments: [], parts: parts.map((part) => part.init(params)) }),
    update: <P>(gradient: P, state: OptimiserState<P>, params: P) => {
      let update = gradient;
      const after = parts.map((part, k) => {
        const [next, partState] = part.update(update, state.parts[k], params);
        update = next;
        return partState;
      });
      return [update, { step: state.step + 1, moments: [], parts: after }];
    },
  };
}
