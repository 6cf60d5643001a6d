/**
 * Gradient descent with momentum.
 *
 * m ← μ m + g and x ← x − η m, or with Nesterov's look-ahead x ← x − η (g + μ m).
 * Sutskever et al., On the importance of initialization and momentum in deep learning, ICML 2013.
 *
 * @module
 */
import { mapNumbers, type Optimiser, rateAt, type Schedule, zerosLike } from "./optimiser.ts";

/** Settings of {@linkcode sgd}. */
export interface SgdOptions {
  /** Step length η, a number or a schedule. */
  readonly learningRate: number | Schedule;
  /** How much of the last step is kept, μ; 0 by default. */
  readonly momentum?: number;
  /** Look ahead along the momentum; false by default. */
  readonly nesterov?: boolean;
}

/**
 * Makes a gradient descent.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sgd } from "@torrey/torrey";
 *
 * const optimiser = sgd({ learningRate: 0.5 });
 * const [update] = optimiser.update({ x: 4 }, optimiser.init({ x: 1 }), { x: 1 });
 * assertEquals(update, { x: -2 });
 * ```
 *
 * @param options Learning rate and momentum
 * @returns The optimiser
 */
export function sgd(options: SgdOptions): Optimiser {
  const { learningRate, momentum = 0, nesterov = false } = options;
  return {
    init: (params) => ({ step: 0, moments: momentum === 0 ? [] : [zerosLike(params)], parts: [] }),
    update: (gradient, state) => {
      const rate = rateAt(learningRate, state.step);
      const step = state.step + 1;
      if (momentum === 0) {
        return [mapNumbers((g) => -rate * g, gradient), { step, moments: [], parts: [] }];
      }
      const speed = mapNumbers((m, g) => momentum * m + g, state.moments[0], gradient);
      const update = nesterov
        ? mapNumbers((g, m) => -rate * (g + momentum * m), gradient, speed)
        : mapNumbers((m) => -rate * m, speed);
      return [update, { step, moments: [speed], parts: [] }];
    },
  };
}
