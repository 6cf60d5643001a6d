/**
 * Comparison of gradients with finite differences.
 *
 * Along a random direction v the derivative is estimated by central differences with steps h and h/2, combined so that
 * their h² errors cancel (Richardson), and compared with ⟨gradient, v⟩.
 *
 * @module
 */
import { andThen, converse, type MaybePromise } from "./maybe_promise.ts";
import { flatten, isNumberLeaf, leafPaths, likeLeaf } from "./pytree.ts";
import { normalGenerator } from "./random.ts";
import { linearise } from "./reverse.ts";
import type { Tensor, Value } from "./tensor.ts";
import { plain, toTensor } from "./trace.ts";

/** How to check gradients. */
export interface CheckGradsOptions {
  /** Number of random directions, 3 by default. */
  readonly directions?: number;
  /** Step, relative to the root mean square of each leaf (absolute where that is zero); 5e-4 by default. */
  readonly step?: number;
  /** Largest relative error accepted, 1e-6 by default. */
  readonly tolerance?: number;
  /** Seed of the random directions, 0 by default. */
  readonly seed?: number;
}

/** How far gradient and differences are apart. */
export interface CheckGradsResult {
  /** For each direction |differences − gradient| relative to the size of the directional derivative. */
  readonly relativeErrors: readonly number[];
  /** The largest of them. */
  readonly maximum: number;
}

/**
 * Checks the gradient of a function against finite differences along random directions.
 *
 * A result that is not a scalar is weighted with random numbers and added up first. The error is relative to the
 * largest of the two derivatives and √Σ(gᵢvᵢ)², the size they would have without cancellation, and is not counted
 * where rounding of the function's values hides it.
 *
 * @example
 * ```ts
 * import { assertLess } from "@std/assert";
 * import { checkGrads, exp, multiply, sum, tensor } from "@torrey/torrey";
 *
 * const f = (p: { rate: number }) => sum(exp(multiply(p.rate, tensor([1, 2, 3]))));
 * assertLess(checkGrads(f, { rate: 0.3 }).maximum, 1e-9);
 * ```
 *
 * @typeParam P The parameters, a pytree
 * @param f An asynchronous function of pytree value
 * @param params Where to check it
 * @param options Directions, step, tolerance
 * @returns The relative errors
 * @throws {Error} If the tolerance is exceeded; names the leaf that is farthest off
 */
export function checkGrads<P>(
  f: (params: P) => Promise<unknown>,
  params: P,
  options?: CheckGradsOptions,
): Promise<CheckGradsResult>;
/**
 * Checks the gradient of a function against finite differences along random directions.
 *
 * @typeParam P The parameters, a pytree
 * @param f A function of pytree value
 * @param params Where to check it
 * @param options Directions, step, tolerance
 * @returns The relative errors
 * @throws {Error} If the tolerance is exceeded; names the leaf that is farthest off
 */
export function checkGrads<P>(
  f: (params: P) => unknown,
  params: P,
  options?: CheckGradsOptions,
): CheckGradsResult;
export function checkGrads<P>(
  f: (params: P) => MaybePromise<unknown>,
  params: P,
  options: CheckGradsOptions = {},
): MaybePromise<CheckGradsResult> {
  const flat = flatten(params);
  const run = (leaves: readonly Value[]): MaybePromise<unknown> => f(flat.rebuild(leaves));
  const normal = normalGenerator(options.seed ?? 0);
  const numbers = flat.leaves.map(isNumberLeaf);
  return andThen(linearise(run, flat.leaves), ({ outputs, pullback }) => {
    const weights = outputs.map((output) => randomLike(toTensor(output), normal));
    const evaluate = (leaves: readonly Tensor[]): MaybePromise<Weighted> =>
      andThen(
        run(leaves.map((leaf, k) => likeLeaf(leaf, numbers[k]))),
        (value) => weigh(flatten(value).leaves.map(toTensor), weights),
      );
    return andThen(pullback(weights), (grads) =>
      converse(
        compare(
          flat.leaves.map((leaf) => plain(toTensor(leaf))),
          grads,
          normal,
          leafPaths(params),
          options,
        ),
        evaluate,
      ));
  });
}

/** A weighted sum, and the sum of the magnitudes of its terms. */
interface Weighted {
  readonly value: number;
  readonly magnitude: number;
}

function weigh(values: readonly Tensor[], weights: readonly Tensor[]): Weighted {
  let [value, magnitude] = [0, 0];
  values.forEach(({ data }, k) =>
    data.forEach((element, i) => {
      const term = element * weights[k].data[i];
      value += term;
      magnitude += Math.abs(term);
    })
  );
  return { value, magnitude };
}

function randomLike({ shape, data }: Tensor, normal: () => number): Tensor {
  return { shape, data: Float64Array.from(data, normal) };
}

function rootMeanSquare(data: Float64Array): number {
  return Math.sqrt(data.reduce((total, x) => total + x * x, 0) / Math.max(1, data.length)) || 1;
}

/** Directional derivative by differences. */
interface Difference {
  readonly slope: number;
  /** What rounding of the function's values can make of it. */
  readonly noise: number;
}

type Questions<R> = Generator<readonly Tensor[], R, Weighted>;

/** Rounding errors of a function's value, in units of the spacing of doubles, that the check overlooks. */
const ROUNDING = 64;

function* difference(
  at: readonly Tensor[],
  direction: readonly Tensor[],
  step: number,
): Questions<Difference> {
  const moved = (h: number): Tensor[] =>
    at.map(({ shape, data }, k) => ({
      shape,
      data: data.map((x, i) => x + h * direction[k].data[i]),
    }));
  let magnitude = 0;
  const slopes: number[] = [];
  for (const h of [step, step / 2]) {
    const ahead = yield moved(h);
    const behind = yield moved(-h);
    magnitude = Math.max(magnitude, ahead.magnitude, behind.magnitude);
    slopes.push((ahead.value - behind.value) / (2 * h));
  }
  return {
    slope: (4 * slopes[1] - slopes[0]) / 3,
    noise: ROUNDING * Number.EPSILON * magnitude / step,
  };
}

function slopeAlong(
  grads: readonly Tensor[],
  direction: readonly Tensor[],
): { slope: number; size: number } {
  const { value } = weigh(grads, direction);
  let squares = 0;
  grads.forEach(({ data }, k) =>
    data.forEach((g, i) => squares += (g * direction[k].data[i]) ** 2)
  );
  return { slope: value, size: Math.sqrt(squares) };
}

function* compare(
  at: readonly Tensor[],
  grads: readonly Tensor[],
  normal: () => number,
  paths: readonly string[],
  options: CheckGradsOptions,
): Questions<CheckGradsResult> {
  const { directions = 3, step = 5e-4, tolerance = 1e-6 } = options;
  const scales = at.map(({ data }) => rootMeanSquare(data));
  const relativeErrors: number[] = [];
  for (let k = 0; k < directions; k++) {
    const direction = at.map(({ shape, data }, j) => ({
      shape,
      data: data.map(() => scales[j] * normal()),
    }));
    const found = yield* difference(at, direction, step);
    const claimed = slopeAlong(grads, direction);
    const scale = Math.max(
      Math.abs(found.slope),
      Math.abs(claimed.slope),
      claimed.size,
      found.noise / tolerance,
    );
    const gap = Math.abs(found.slope - claimed.slope);
    const error = gap === 0 ? 0 : gap / scale;
    relativeErrors.push(error);
    // Written so that a value that is not a number fails.
    if (!(error <= tolerance)) {
      const leaf = yield* worstLeaf(at, grads, direction, step);
      const name = paths[leaf] === "" || at.length === 1 ? "" : `, mostly in '${paths[leaf]}'`;
      throw new Error(
        `Gradient differs from finite differences: along direction ${k} the gradient gives ${claimed.slope}, ` +
          `differences ${found.slope}, relative error ${
            error.toExponential(2)
          } > ${tolerance}${name}`,
      );
    }
  }
  return { relativeErrors, maximum: Math.max(0, ...relativeErrors) };
}

function* worstLeaf(
  at: readonly Tensor[],
  grads: readonly Tensor[],
  direction: readonly Tensor[],
  step: number,
): Questions<number> {
  let [worst, largest] = [0, -1];
  for (let k = 0; k < at.length; k++) {
    const only = direction.map(({ shape, data }, j) => ({
      shape,
      data: j === k ? data : new Float64Array(data.length),
    }));
    const { slope } = yield* difference(at, only, step);
    const gap = Math.abs(slope - slopeAlong(grads, only).slope);
    if (!(gap <= largest)) [worst, largest] = [k, gap];
  }
  return worst;
}
