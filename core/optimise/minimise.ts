/**
 * The loop around an optimiser: evaluate, step, report, stop.
 *
 * @module
 */
import { converse, type MaybePromise } from "../autodiff/mod.ts";
import { InputError } from "../input_error.ts";
import { globalNorm } from "./clip.ts";
import { answering, type Asking, type Guard, isRefusal } from "./evaluation.ts";
import type { EvaluatedPoint, LbfgsState, LineSearchOptimiser } from "./lbfgs.ts";
import { applyUpdates, type Optimiser, type OptimiserState } from "./optimiser.ts";

/** What an optimiser of either kind remembers: plain data, to be stored and given back to go on. */
export type MinimiseState<P> = OptimiserState<P> | LbfgsState<P>;

/** How an iteration went. */
export interface IterationReport<P> {
  /** Number of accepted steps so far, from 1. */
  readonly iteration: number;
  /** The parameters after the step. */
  readonly params: P;
  /** The objective there. */
  readonly value: number;
  /** Euclidean norm of the gradient there. */
  readonly gradientNorm: number;
  /** What the optimiser remembers after the step. */
  readonly state: MinimiseState<P>;
  /** How often the step was halved before it was accepted. */
  readonly halvings: number;
}

/** Settings of {@linkcode minimise}. */
export interface MinimiseOptions<P> {
  /** From `sgd`, `adam`, `adamW`, `chain`, or `lbfgs`. */
  readonly optimiser: Optimiser | LineSearchOptimiser;
  /** Most steps to make. */
  readonly iterations: number;
  /** Norm of the gradient at which to stop; 0 by default. */
  readonly tolerance?: number;
  /** Called after every step. */
  readonly onIteration?: (report: IterationReport<P>) => void;
  /** Stops the loop before the next step. */
  readonly signal?: AbortSignal;
  /** Which parameters may be used, for example those without inverted elements; returns true, or the reason against. */
  readonly guard?: Guard<P>;
  /** How often a refused step is halved before the loop gives up; 20 by default. */
  readonly halvings?: number;
  /** The state of an earlier run, to go on with it. */
  readonly state?: MinimiseState<P>;
}

/** How a minimisation ended. */
export interface MinimiseResult<P> {
  /** The last accepted parameters. */
  readonly params: P;
  /** The objective there. */
  readonly value: number;
  /** Its gradient there. */
  readonly gradient: P;
  /** What the optimiser remembers. */
  readonly state: MinimiseState<P>;
  /** Number of steps made. */
  readonly iterations: number;
  /** Number of points asked for, refused ones included. */
  readonly evaluations: number;
  /**
   * Why it ended: the gradient is small enough, all steps are made, no step is possible (the guard refuses it or
   * nothing decreases the value), or the signal said so.
   */
  readonly status: "converged" | "iterations" | "stopped" | "aborted";
  /** The reason in one sentence, without a final period. */
  readonly message: string;
}

/**
 * Minimises a function.
 *
 * A step onto parameters that the guard refuses, that the function rejects with an `InputError`, or where it is not
 * finite, is halved until it is accepted; if it never is, the loop ends there and says why.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { add, lbfgs, minimise, square, subtract, valueAndGrad } from "@torrey/torrey";
 *
 * const bowl = (p: { x: number; y: number }) => add(square(subtract(p.x, 3)), square(p.y));
 * const result = minimise(valueAndGrad(bowl), { x: 0, y: 1 }, {
 *   optimiser: lbfgs(),
 *   iterations: 50,
 *   tolerance: 1e-10,
 * });
 * assertEquals(result.status, "converged");
 * assertAlmostEquals(result.params.x, 3, 1e-9);
 * ```
 *
 * @typeParam P The parameters, a pytree
 * @param valueAndGrad The function's value and gradient, asynchronous
 * @param start Where to start
 * @param options Optimiser, limits, callbacks
 * @returns Where and why it ended
 * @throws {InputError} If the start itself is refused
 */
export function minimise<P>(
  valueAndGrad: (params: P) => Promise<[number, P]>,
  start: P,
  options: MinimiseOptions<P>,
): Promise<MinimiseResult<P>>;
/**
 * Minimises a function.
 *
 * @typeParam P The parameters, a pytree
 * @param valueAndGrad The function's value and gradient
 * @param start Where to start
 * @param options Optimiser, limits, callbacks
 * @returns Where and why it ended
 * @throws {InputError} If the start itself is refused
 */
export function minimise<P>(
  valueAndGrad: (params: P) => [number, P],
  start: P,
  options: MinimiseOptions<P>,
): MinimiseResult<P>;
export function minimise<P>(
  valueAndGrad: (params: P) => MaybePromise<[number, P]>,
  start: P,
  options: MinimiseOptions<P>,
): MaybePromise<MinimiseResult<P>> {
  let evaluations = 0;
  const answer = answering(valueAndGrad, options.guard);
  const counted = (params: P): ReturnType<typeof answer> => {
    evaluations++;
    return answer(params);
  };
  return converse(descend(start, options, () => evaluations), counted);
}

/** A step taken, or why none was. */
type Step<P> =
  | {
    readonly next: EvaluatedPoint<P>;
    readonly state: MinimiseState<P>;
    readonly halvings: number;
  }
  | { readonly failed: string };

function* descend<P>(
  start: P,
  options: MinimiseOptions<P>,
  evaluations: () => number,
): Asking<P, MinimiseResult<P>> {
  const { optimiser, iterations, tolerance = 0, signal } = options;
  const first = yield start;
  if (isRefusal(first)) throw new InputError(`Cannot start the minimisation: ${first.refused}`);
  let at: EvaluatedPoint<P> = { params: start, ...first };
  let state = options.state ??
    ("search" in optimiser ? optimiser.initSearch(start) : optimiser.init(start));
  let done = 0;
  const end = (status: MinimiseResult<P>["status"], message: string): MinimiseResult<P> => ({
    ...at,
    state,
    iterations: done,
    evaluations: evaluations(),
    status,
    message,
  });
  while (true) {
    const gradientNorm = globalNorm(at.gradient);
    if (gradientNorm <= tolerance) {
      return end("converged", `the gradient's norm ${gradientNorm} is within ${tolerance}`);
    }
    if (done >= iterations) return end("iterations", `all ${iterations} iterations are done`);
    if (signal?.aborted === true) return end("aborted", `aborted after ${done} iterations`);
    const step: Step<P> = "search" in optimiser
      ? yield* searchStep(optimiser, at, state as LbfgsState<P>)
      : yield* plainStep(optimiser, at, state as OptimiserState<P>, options.halvings ?? 20);
    if ("failed" in step) return end("stopped", `no step from iteration ${done}: ${step.failed}`);
    at = step.next;
    state = step.state;
    done++;
    options.onIteration?.({
      iteration: done,
      params: at.params,
      value: at.value,
      gradientNorm: globalNorm(at.gradient),
      state,
      halvings: step.halvings,
    });
  }
}

function* searchStep<P>(
  optimiser: LineSearchOptimiser,
  at: EvaluatedPoint<P>,
  state: LbfgsState<P>,
): Asking<P, Step<P>> {
  const step = yield* optimiser.search(at, state);
  return "failed" in step ? step : { ...step, halvings: 0 };
}

function* plainStep<P>(
  optimiser: Optimiser,
  at: EvaluatedPoint<P>,
  before: OptimiserState<P>,
  most: number,
): Asking<P, Step<P>> {
  const [update, state] = optimiser.update(at.gradient, before, at.params);
  let failed = "";
  for (let halvings = 0; halvings <= most; halvings++) {
    const params = applyUpdates(at.params, update, 2 ** -halvings);
    const answer = yield params;
    if (!isRefusal(answer)) return { next: { params, ...answer }, state, halvings };
    failed = answer.refused;
  }
  return { failed: `${failed} (the step was halved ${most} times)` };
}
