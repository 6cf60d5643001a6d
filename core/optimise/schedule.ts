/**
 * Learning rates that change from step to step.
 *
 * @module
 */
import { rateAt, type Schedule } from "./optimiser.ts";

/**
 * Makes a schedule that does not change.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { constantSchedule } from "@torrey/torrey";
 *
 * assertEquals(constantSchedule(0.1)(1000), 0.1);
 * ```
 *
 * @param value The rate
 * @returns The schedule
 */
export function constantSchedule(value: number): Schedule {
  return () => value;
}

/** Settings of {@linkcode exponentialDecay}. */
export interface ExponentialDecayOptions {
  /** Rate at step 0. */
  readonly initial: number;
  /** Factor by which the rate falls … */
  readonly rate: number;
  /** … within so many steps. */
  readonly steps: number;
  /** Fall at once at the end of each such period; false by default. */
  readonly staircase?: boolean;
}

/**
 * Makes a schedule that falls by a constant factor: initial · rate^(step / steps).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { exponentialDecay } from "@torrey/torrey";
 *
 * assertEquals(exponentialDecay({ initial: 8, rate: 0.5, steps: 10 })(20), 2);
 * ```
 *
 * @param options Start, factor, period
 * @returns The schedule
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  const { initial, rate, steps, staircase = false } = options;
  return (step) => initial * rate ** (staircase ? Math.floor(step / steps) : step / steps);
}

/** Settings of {@linkcode cosineDecay}. */
export interface CosineDecayOptions {
  /** Rate at step 0. */
  readonly initial: number;
  /** When the lowest rate is reached. */
  readonly steps: number;
  /** The lowest rate; 0 by default. */
  readonly final?: number;
}

/**
 * Makes a schedule that falls along half a cosine, then stays.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cosineDecay } from "@torrey/torrey";
 *
 * assertEquals(cosineDecay({ initial: 8, steps: 10 })(10), 0);
 * ```
 *
 * @param options Start, end, duration
 * @returns The schedule
 */
export function cosineDecay({ initial, steps, final = 0 }: CosineDecayOptions): Schedule {
  return (step) => {
    const progress = Math.min(1, step / steps);
    return final + (initial - final) * 0.5 * (1 + Math.cos(Math.PI * progress));
  };
}

/** Settings of {@linkcode warmup}. */
export interface WarmupOptions {
  /** How long the rate rises. */
  readonly steps: number;
  /** Rate at step 0; 0 by default. */
  readonly from?: number;
  /** What it rises to and then follows. */
  readonly then: number | Schedule;
}

/**
 * Makes a schedule that rises linearly to another, which then starts.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { warmup } from "@torrey/torrey";
 *
 * assertEquals(warmup({ steps: 10, then: 4 })(5), 2);
 * ```
 *
 * @param options Duration, start, what follows
 * @returns The schedule
 */
export function warmup({ steps, from = 0, then }: WarmupOptions): Schedule {
  return (step) =>
    step < steps ? from + (rateAt(then, 0) - from) * (step / steps) : rateAt(then, step - steps);
}

/**
 * Makes a schedule of constant pieces.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { piecewiseConstant } from "@torrey/torrey";
 *
 * assertEquals(piecewiseConstant([[0, 1], [100, 0.1]])(100), 0.1);
 * ```
 *
 * @param pieces From which step on which rate, in ascending order, the first from step 0
 * @returns The schedule
 * @throws {RangeError} If there is no piece for step 0 or the steps do not ascend
 */
export function piecewiseConstant(
  pieces: readonly (readonly [from: number, rate: number])[],
): Schedule {
  if (pieces.length === 0 || pieces[0][0] !== 0) {
    throw new RangeError("Cannot make a piecewise schedule: the first piece must start at step 0");
  }
  pieces.forEach(([from], k) => {
    if (k > 0 && !(from > pieces[k - 1][0])) {
      throw new RangeError(
        `Cannot make a piecewise schedule: piece ${k} does not start after piece ${k - 1}`,
      );
    }
  });
  return (step) => pieces.findLast(([from]) => from <= step)?.[1] ?? pieces[0][1];
}
