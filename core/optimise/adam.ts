/**
 * Adam, and AdamW with decoupled weight decay.
 *
 * m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², x ← x − η (m̂ / (√v̂ + ε) + λ x), with m̂ = m / (1 − β₁ᵗ) and
 * v̂ = v / (1 − β₂ᵗ). Kingma and Ba, arXiv 1412.6980; Loshchilov and Hutter, arXiv 1711.05101.
 *
 * @module
 */
import { mapNumbers, type Optimiser, rateAt, type Schedule, zerosLike } from "./optimiser.ts";

/** Settings of {@linkcode adam}. */
export interface AdamOptions {
  /** Step length η, a number or a schedule. */
  readonly learningRate: number | Schedule;
  /** Decay of the averaged gradient, β₁; 0.9 by default. */
  readonly beta1?: number;
  /** Decay of the averaged squared gradient, β₂; 0.999 by default. */
  readonly beta2?: number;
  /** What keeps the denominator from zero, ε; 1e-8 by default. */
  readonly epsilon?: number;
}

/** Settings of {@linkcode adamW}. */
export interface AdamWOptions extends AdamOptions {
  /** Weight decay λ; 1e-4 by default. */
  readonly weightDecay?: number;
}

/**
 * Makes an Adam optimiser.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { adam } from "@torrey/torrey";
 *
 * const optimiser = adam({ learningRate: 0.1 });
 * const [update] = optimiser.update({ x: 5 }, optimiser.init({ x: 1 }), { x: 1 });
 * assertAlmostEquals(update.x, -0.1, 1e-9);
 * ```
 *
 * @param options Learning rate and decays
 * @returns The optimiser
 */
export function adam(options: AdamOptions): Optimiser {
  return adamW({ ...options, weightDecay: 0 });
}

/**
 * Makes an Adam optimiser whose parameters also decay towards zero.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { adamW } from "@torrey/torrey";
 *
 * const optimiser = adamW({ learningRate: 0.1, weightDecay: 0.5 });
 * const [update] = optimiser.update({ x: 0 }, optimiser.init({ x: 1 }), { x: 1 });
 * assertAlmostEquals(update.x, -0.05, 1e-15);
 * ```
 *
 * @param options Learning rate, decays, weight decay
 * @returns The optimiser
 */
export function adamW(options: AdamWOptions): Optimiser {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 1e-4 } = options;
  return {
    init: (params) => ({ step: 0, moments: [zerosLike(params), zerosLike(params)], parts: [] }),
    update: (gradient, state, params) => {
      const step = state.step + 1;
      const rate = rateAt(learningRate, state.step);
      const first = mapNumbers((m, g) => beta1 * m + (1 - beta1) * g, state.moments[0], gradient);
      const second = mapNumbers(
        (v, g) => beta2 * v + (1 - beta2) * g * g,
        state.moments[1],
        gradient,
      );
      const [bias1, bias2] = [1 - beta1 ** step, 1 - beta2 ** step];
      const update = mapNumbers(
        (m, v, x) => -rate * (m / bias1 / (Math.sqrt(v / bias2) + epsilon) + weightDecay * x),
        first,
        second,
        params,
      );
      return [update, { step, moments: [first, second], parts: [] }];
    },
  };
}
