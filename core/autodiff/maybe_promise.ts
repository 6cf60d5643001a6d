/**
 * Continuation of a value that may still be a promise, so that one code path serves synchronous and asynchronous functions.
 *
 * @module
 */

/** A value, or the promise of one. */
export type MaybePromise<T> = T | Promise<T>;

/**
 * Tells whether a value is a promise.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isPromise } from "@torrey/torrey";
 *
 * assertEquals([isPromise(1), isPromise(Promise.resolve(1))], [false, true]);
 * ```
 *
 * @typeParam T What the promise resolves to
 * @param value The value to look at
 * @returns True for anything with a `then` method
 */
export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof value === "object" && value !== null && "then" in value &&
    typeof value.then === "function";
}

/**
 * Applies a function now if the value is here, or when its promise resolves.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { andThen } from "@torrey/torrey";
 *
 * assertEquals(andThen(2, (x) => x + 1), 3);
 * assertEquals(await andThen(Promise.resolve(2), (x) => x + 1), 3);
 * ```
 *
 * @typeParam T The value's type
 * @typeParam R The function's result
 * @param value The value or its promise
 * @param next What to do with the value
 * @returns The result, as a promise exactly if the value was one or the function returns one
 */
export function andThen<T, R>(
  value: MaybePromise<T>,
  next: (value: T) => MaybePromise<R>,
): MaybePromise<R> {
  return isPromise(value) ? value.then(next) : next(value);
}

/**
 * Runs a generator that asks questions, answering each now or when its answer's promise resolves.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { converse } from "@torrey/torrey";
 *
 * function* ask(): Generator<string, number, number> {
 *   return (yield "one") + (yield "three");
 * }
 * assertEquals(converse(ask(), (word) => word.length), 8);
 * ```
 *
 * @typeParam Question What the generator yields
 * @typeParam Answer What it gets back
 * @typeParam R What it returns
 * @param steps The generator
 * @param answer Answers a question; an error it throws or rejects with is thrown inside the generator
 * @returns The generator's result, as a promise exactly if some answer was one
 */
export function converse<Question, Answer, R>(
  steps: Generator<Question, R, Answer>,
  answer: (question: Question) => MaybePromise<Answer>,
): MaybePromise<R> {
  const from = (first: IteratorResult<Question, R>): MaybePromise<R> => {
    let step = first;
    while (step.done !== true) {
      let reply: MaybePromise<Answer>;
      try {
        reply = answer(step.value);
      } catch (error) {
        step = steps.throw(error);
        continue;
      }
      if (isPromise(reply)) {
        return reply.then(
          (resolved) => from(steps.next(resolved)),
          (error) => from(steps.throw(error)),
        );
      }
      step = steps.next(reply);
    }
    return step.value;
  };
  return from(steps.next());
}
