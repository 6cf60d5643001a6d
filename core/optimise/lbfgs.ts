/**
 * The limited-memory BFGS method: quasi-Newton steps from the last few changes of gradient, with a Wolfe line search.
 *
 * Nocedal and Wright, Numerical Optimization, 2nd edition, algorithms 7.4 and 7.5.
 *
 * @module
 */
import { converse, type MaybePromise } from "../autodiff/mod.ts";
import { answering, type Asking, type Evaluation } from "./evaluation.ts";
import { type Trial, wolfeSearch } from "./line_search.ts";
import { fromVector, inner, toVector } from "./vector.ts";

/** Settings of {@linkcode lbfgs}. */
export interface LbfgsOptions {
  /** Number of remembered steps; 10 by default. */
  readonly memory?: number;
  /** Sufficient decrease c₁ of the line search; 1e-4 by default. */
  readonly decrease?: number;
  /** Curvature c₂ of the line search; 0.9 by default. */
  readonly curvature?: number;
  /** Most evaluations in one line search; 25 by default. */
  readonly evaluations?: number;
  /** Length of the very first step tried; 1 by default, or the gradient's length if that is shorter. */
  readonly firstStep?: number;
}

/** What the method remembers: plain data. */
export interface LbfgsState<P> {
  /** Number of steps made. */
  readonly step: number;
  /** Changes of the parameters, oldest first. */
  readonly moves: readonly P[];
  /** Changes of the gradient, oldest first. */
  readonly turns: readonly P[];
}

/** A point with the objective's value and gradient. */
export interface EvaluatedPoint<P> extends Evaluation<P> {
  /** The parameters. */
  readonly params: P;
}

/** A step of the method: the next point, or why there is none. */
export type LbfgsStep<P> =
  | { readonly next: EvaluatedPoint<P>; readonly state: LbfgsState<P> }
  | { readonly failed: string };

/** An optimiser that evaluates the objective itself, several times a step. */
export interface LineSearchOptimiser {
  /** The state before the first step. */
  readonly initSearch: <P>(params: P) => LbfgsState<P>;
  /** One step, asking for evaluations as it goes. */
  readonly search: <P>(at: EvaluatedPoint<P>, state: LbfgsState<P>) => Asking<P, LbfgsStep<P>>;
}

/**
 * Makes an L-BFGS optimiser, for {@linkcode minimise} or for {@linkcode lineSearchStep}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lbfgs, minimise, square, valueAndGrad } from "@torrey/torrey";
 *
 * const objective = valueAndGrad((x: number) => square(x));
 * const result = minimise(objective, 3, { optimiser: lbfgs(), iterations: 5 });
 * assertEquals(result.params, 0);
 * ```
 *
 * @param options Memory and line search
 * @returns The optimiser
 */
export function lbfgs(options: LbfgsOptions = {}): LineSearchOptimiser {
  const { memory = 10, decrease = 1e-4, curvature = 0.9, evaluations = 25, firstStep = 1 } =
    options;
  return {
    initSearch: () => ({ step: 0, moves: [], turns: [] }),
    search: function* <P>(at: EvaluatedPoint<P>, state: LbfgsState<P>): Asking<P, LbfgsStep<P>> {
      const [x, g] = [toVector(at.params), toVector(at.gradient)];
      const direction = quasiNewton(g, state.moves.map(toVector), state.turns.map(toVector));
      const start: Trial<P> = {
        at: 0,
        value: at.value,
        slope: inner(g, direction),
        gradient: at.gradient,
      };
      const length = Math.sqrt(inner(g, g));
      const first = state.moves.length > 0 ? 1 : Math.min(1, firstStep / length);
      const point = (step: number): P =>
        fromVector(at.params, x.map((value, k) => value + step * direction[k]));
      const slope = (gradient: P): number => inner(toVector(gradient), direction);
      const result = yield* wolfeSearch(start, first, point, slope, {
        decrease,
        curvature,
        evaluations,
      });
      if ("failed" in result) return result;
      const { found } = result;
      const gradient = found.gradient as P;
      const move = direction.map((value) => found.at * value);
      const turn = toVector(gradient).map((value, k) => value - g[k]);
      // Only pairs of positive curvature keep the approximation positive definite.
      const useful = inner(move, turn) > Number.EPSILON * inner(turn, turn);
      const remember = <T>(list: readonly T[], item: T): T[] =>
        useful ? [...list, item].slice(-memory) : [...list];
      return {
        next: { params: point(found.at), value: found.value, gradient },
        state: {
          step: state.step + 1,
          moves: remember(state.moves, fromVector(at.params, move)),
          turns: remember(state.turns, fromVector(at.params, turn)),
        },
      };
    },
  };
}

/** −H g by the two-loop recursion, H the approximate inverse Hessian. */
function quasiNewton(
  gradient: Float64Array,
  moves: readonly Float64Array[],
  turns: readonly Float64Array[],
): Float64Array {
  const q = gradient.map((value) => -value);
  const factors = new Float64Array(moves.length);
  for (let k = moves.length - 1; k >= 0; k--) {
    factors[k] = inner(moves[k], q) / inner(moves[k], turns[k]);
    for (let i = 0; i < q.length; i++) q[i] -= factors[k] * turns[k][i];
  }
  if (moves.length > 0) {
    const [move, turn] = [moves[moves.length - 1], turns[turns.length - 1]];
    const scale = inner(move, turn) / inner(turn, turn);
    for (let i = 0; i < q.length; i++) q[i] *= scale;
  }
  for (let k = 0; k < moves.length; k++) {
    const back = inner(turns[k], q) / inner(moves[k], turns[k]);
    for (let i = 0; i < q.length; i++) q[i] += (factors[k] - back) * moves[k][i];
  }
  return q;
}

/**
 * Makes one step of a line-search optimiser.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lbfgs, lineSearchStep, square, valueAndGrad } from "@torrey/torrey";
 *
 * const objective = valueAndGrad((p: { x: number }) => square(p.x));
 * const optimiser = lbfgs();
 * const params = { x: 1 };
 * const [value, gradient] = objective(params);
 * const step = lineSearchStep(optimiser, objective, { params, value, gradient }, optimiser.initSearch(params));
 * assertEquals("next" in step && step.next.value, 0);
 * ```
 *
 * @typeParam P The parameters, a pytree
 * @param optimiser From {@linkcode lbfgs}
 * @param valueAndGrad The objective, asynchronous
 * @param at Where to start from
 * @param state What the optimiser remembers
 * @returns The next point and state, or why there is none
 */
export function lineSearchStep<P>(
  optimiser: LineSearchOptimiser,
  valueAndGrad: (params: P) => Promise<[number, P]>,
  at: EvaluatedPoint<P>,
  state: LbfgsState<P>,
): Promise<LbfgsStep<P>>;
/**
 * Makes one step of a line-search optimiser.
 *
 * @typeParam P The parameters, a pytree
 * @param optimiser From {@linkcode lbfgs}
 * @param valueAndGrad The objective
 * @param at Where to start from
 * @param state What the optimiser remembers
 * @returns The next point and state, or why there is none
 */
export function lineSearchStep<P>(
  optimiser: LineSearchOptimiser,
  valueAndGrad: (params: P) => [number, P],
  at: EvaluatedPoint<P>,
  state: LbfgsState<P>,
): LbfgsStep<P>;
export function lineSearchStep<P>(
  optimiser: LineSearchOptimiser,
  valueAndGrad: (params: P) => MaybePromise<[number, P]>,
  at: EvaluatedPoint<P>,
  state: LbfgsState<P>,
): MaybePromise<LbfgsStep<P>> {
  return converse(optimiser.search(at, state), answering(valueAndGrad));
}
