/**
 * The conversation between an optimisation and its objective: points asked for, evaluations or refusals answered.
 *
 * @module
 */
import { isPromise, type MaybePromise } from "../autodiff/mod.ts";
import { InputError } from "../input_error.ts";
import { globalNorm } from "./clip.ts";

/** Value and gradient of the objective. */
export interface Evaluation<P> {
  /** The value. */
  readonly value: number;
  /** Its gradient, a tree like the parameters. */
  readonly gradient: P;
}

/** Why a point cannot be used. */
export interface Refusal {
  /** One sentence without a final period. */
  readonly refused: string;
}

/** An answer to a point. */
export type Answer<P> = Evaluation<P> | Refusal;

/** A computation that asks for evaluations as it goes; it serves synchronous and asynchronous objectives alike. */
export type Asking<P, R> = Generator<P, R, Answer<P>>;

/**
 * Tells a refusal from an evaluation.
 *
 * @param answer Either
 * @returns True for a refusal
 */
export function isRefusal(answer: Answer<unknown>): answer is Refusal {
  return "refused" in answer;
}

/**
 * Tells whether a point may be used: true, or false, or the reason against it.
 */
export type Guard<P> = (params: P) => boolean | string;

/**
 * Makes the answering side of an objective: a point that the guard refuses, that the objective rejects as bad input, or
 * where it is not finite, is answered by a refusal.
 *
 * @typeParam P The parameters, a pytree
 * @param valueAndGrad The objective
 * @param guard Which points may be used; all by default
 * @returns The answer to a point
 */
export function answering<P>(
  valueAndGrad: (params: P) => MaybePromise<[number, P]>,
  guard: Guard<P> = () => true,
): (params: P) => MaybePromise<Answer<P>> {
  return (params) => {
    const verdict = guard(params);
    if (verdict !== true) {
      return { refused: verdict === false ? "the guard refuses the parameters" : verdict };
    }
    try {
      const result = valueAndGrad(params);
      return isPromise(result) ? result.then(judge, refuseBadInput) : judge(result);
    } catch (error) {
      return refuseBadInput(error);
    }
  };
}

function judge<P>([value, gradient]: [number, P]): Answer<P> {
  if (!Number.isFinite(value)) return { refused: `the value is ${value}` };
  const size = globalNorm(gradient);
  if (!Number.isFinite(size)) return { refused: `the norm of the gradient is ${size}` };
  return { value, gradient };
}

function refuseBadInput(error: unknown): Refusal {
  if (error instanceof InputError) return { refused: error.message };
  throw error;
}
