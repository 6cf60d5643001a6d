/**
 * Functions that bring their own derivative: one tape node each, whatever they do inside.
 *
 * ```ts ignore
 * customVjp<Args extends unknown[], R>(
 *   name: string,
 *   forward: (...args: Args) => { value: R; pullback: (cotangent: R) => CotangentsOf<Args> },
 *   options?: { differentiable?: boolean },
 * ): (...args: Args) => R
 * ```
 *
 * `forward` may take one parameter more than `Args`, of type `CustomVjpContext`: its field `differentiating` is false
 * when the pullback will be dropped, so that nothing need be kept for it. Inside `forward` and `pullback` every leaf is
 * plain data. `forward` may return a promise of the same, and `pullback` too.
 *
 * @module
 */
import { andThen, type MaybePromise } from "./maybe_promise.ts";
import { zeros } from "./ops/create.ts";
import { registerRule } from "./primitive.ts";
import { flatten, isNumberLeaf, likeLeaf } from "./pytree.ts";
import { record, recordOnAll } from "./record.ts";
import { formatShape, sameShape, type Shape } from "./shape.ts";
import type { Tensor, Value } from "./tensor.ts";
import { plain, primalsUnder, type TapeNode, toTensor, Traced, youngestTrace } from "./trace.ts";

/** What a custom function is told besides its arguments, as its last argument. */
export interface CustomVjpContext {
  /** False if the pullback will not be called: residuals need not be kept. */
  readonly differentiating: boolean;
  /**
   * The arguments as an array of trees with 1 in place of every number or tensor that is differentiated and 0 of every other: the
   * cotangent of the others will be dropped.
   */
  readonly traced: readonly unknown[];
}

/** The cotangent of one argument: of its shape, with null or undefined wherever it is zero. */
export type CotangentOf<T> =
  | null
  | undefined
  | (T extends Value ? Value
    : T extends readonly unknown[] ? { readonly [K in keyof T]: CotangentOf<T[K]> }
    : T extends object ? { readonly [K in keyof T]?: CotangentOf<T[K]> }
    : unknown);

/** The cotangents of all arguments, in order. */
export type CotangentsOf<Args extends readonly unknown[]> = {
  readonly [K in keyof Args]: CotangentOf<Args[K]>;
};

/** A value and the transpose of the derivative there. */
export interface CustomVjpResult<Args extends readonly unknown[], R> {
  /** The function's value, a pytree of plain data. */
  readonly value: R;
  /** Cotangent of the value to cotangents of the arguments; linear. */
  readonly pullback: (cotangent: R) => CotangentsOf<Args>;
}

/** The asynchronous form of {@linkcode CustomVjpResult}. */
export interface AsyncCustomVjpResult<Args extends readonly unknown[], R> {
  /** The function's value, a pytree of plain data. */
  readonly value: R;
  /** Cotangent of the value to cotangents of the arguments; linear. */
  readonly pullback: (cotangent: R) => CotangentsOf<Args> | Promise<CotangentsOf<Args>>;
}

/** How a custom function may be differentiated. */
export interface CustomVjpOptions {
  /**
   * True if forward and pullback are themselves made of differentiable operations and keep to them: they are then given
   * the values of the outer transform, possibly traced, and can be differentiated any number of times. False by default.
   */
  readonly differentiable?: boolean;
}

const OPAQUE = "customVjp";
const OPAQUE_PULLBACK = "customVjp pullback";
const TRANSPARENT = "differentiable customVjp";

/** What the tape keeps: the function from output cotangents to input cotangents. */
interface CustomParams {
  readonly name: string;
  readonly pull: (cotangents: readonly Tensor[]) => MaybePromise<(Tensor | undefined)[]>;
}

function seedsOf(cotangents: readonly (Tensor | undefined)[], node: TapeNode): Tensor[] {
  return cotangents.map((cotangent, k) => cotangent ?? zeros(node.outputShapes[k]));
}

registerRule(OPAQUE, (cotangents, node) => {
  const { name, pull } = node.params as CustomParams;
  const seeds = seedsOf(cotangents, node);
  return andThen(pull(seeds.map(plain)), (grads) => {
    // Recorded on the older traces, so that differentiating once more meets the rule below.
    const filled = grads.map((grad, k) => grad ?? zeros(node.shapes[k]));
    return recordOnAll(OPAQUE_PULLBACK, [...node.inputs, ...seeds], filled, name, false);
  });
});

registerRule(OPAQUE_PULLBACK, (_cotangents, node) => {
  throw new Error(
    `Cannot differentiate '${node.params}' twice (as nested grad, jvp and Hessians do): its custom rule is opaque; ` +
      `make it of array operations and pass { differentiable: true }`,
  );
});

registerRule(TRANSPARENT, (cotangents, node) => {
  return (node.params as CustomParams).pull(seedsOf(cotangents, node));
});

type AnyResult = AsyncCustomVjpResult<readonly unknown[], unknown>;

/**
 * Makes a differentiable function of one that returns its value together with its pullback.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { customVjp, valueAndGrad } from "@torrey/torrey";
 *
 * const cube = customVjp("cube", (x: number) => ({
 *   value: x ** 3,
 *   pullback: (cotangent: number): [number] => [3 * x ** 2 * cotangent],
 * }));
 * assertEquals(valueAndGrad(cube)(2), [8, 12]);
 * ```
 *
 * @typeParam Args The arguments, pytrees; only numbers and tensors in them are differentiated
 * @typeParam R The result, a pytree
 * @param name Name for error messages
 * @param forward Value and pullback at plain arguments; told by a last argument whether the pullback is wanted
 * @param options Whether the rule may be differentiated again
 * @returns The function, on plain and traced arguments
 */
export function customVjp<Args extends unknown[], R>(
  name: string,
  forward: (
    ...args: [...Args, CustomVjpContext]
  ) => Promise<AsyncCustomVjpResult<NoInfer<Args>, R>>,
  options?: CustomVjpOptions,
): (...args: Args) => Promise<R>;
/**
 * Makes a differentiable function of one that returns its value together with its pullback.
 *
 * @typeParam Args The arguments, pytrees; only numbers and tensors in them are differentiated
 * @typeParam R The result, a pytree
 * @param name Name for error messages
 * @param forward Promise of value and pullback at plain arguments
 * @param options Whether the rule may be differentiated again
 * @returns The function, on plain and traced arguments
 */
export function customVjp<Args extends unknown[], R>(
  name: string,
  forward: (...args: Args) => Promise<AsyncCustomVjpResult<NoInfer<Args>, R>>,
  options?: CustomVjpOptions,
): (...args: Args) => Promise<R>;
/**
 * Makes a differentiable function of one that returns its value together with its pullback.
 *
 * @typeParam Args The arguments, pytrees; only numbers and tensors in them are differentiated
 * @typeParam R The result, a pytree
 * @param name Name for error messages
 * @param forward Value and pullback at plain arguments, told by its last argument whether the pullback is wanted
 * @param options Whether the rule may be differentiated again
 * @returns The function, on plain and traced arguments
 */
export function customVjp<Args extends unknown[], R>(
  name: string,
  forward: (...args: [...Args, CustomVjpContext]) => CustomVjpResult<NoInfer<Args>, R>,
  options?: CustomVjpOptions,
): (...args: Args) => R;
/**
 * Makes a differentiable function of one that returns its value together with its pullback.
 *
 * @typeParam Args The arguments, pytrees; only numbers and tensors in them are differentiated
 * @typeParam R The result, a pytree
 * @param name Name for error messages
 * @param forward Value and pullback at plain arguments
 * @param options Whether the rule may be differentiated again
 * @returns The function, on plain and traced arguments
 */
export function customVjp<Args extends unknown[], R>(
  name: string,
  forward: (...args: Args) => CustomVjpResult<NoInfer<Args>, R>,
  options?: CustomVjpOptions,
): (...args: Args) => R;
export function customVjp(
  name: string,
  forward: (...args: never[]) => unknown,
  options: CustomVjpOptions = {},
): (...args: never[]) => unknown {
  const run = forward as (...args: readonly unknown[]) => MaybePromise<AnyResult>;
  const opaque = options.differentiable !== true;
  return (...args) => {
    const flat = flatten(args);
    const inputs = flat.leaves.map(toTensor);
    const trace = youngestTrace(inputs);
    if (trace === undefined) {
      const traced = flat.rebuild(inputs.map(() => 0)) as readonly unknown[];
      return andThen(run(...args, { differentiating: false, traced }), ({ value }) => {
        return opaque ? withoutTraces(name, value) : value;
      });
    }
    const primals = opaque ? inputs.map(plain) : primalsUnder(inputs, trace);
    const numbers = flat.leaves.map(isNumberLeaf);
    const shapes = inputs.map((input) => input.shape);
    const visible = flat.rebuild(primals.map((primal, k) => likeLeaf(primal, numbers[k])));
    const traced = flat.rebuild(
      inputs.map((input) => input instanceof Traced ? 1 : 0),
    ) as readonly unknown[];
    return andThen(run(...visible, { differentiating: true, traced }), ({ value, pullback }) => {
      const result = flatten(opaque ? withoutTraces(name, value) : value);
      const kinds = result.leaves.map(isNumberLeaf);
      const outputs = result.leaves.map(toTensor);
      const pull = (cotangents: readonly Tensor[]): MaybePromise<(Tensor | undefined)[]> =>
        andThen(
          pullback(result.rebuild(cotangents.map((seed, k) => likeLeaf(seed, kinds[k])))),
          (grads) => checkedGradients(name, flat.align(grads), shapes),
        );
      const params: CustomParams = { name, pull };
      const traced = opaque
        ? recordOnAll(OPAQUE, inputs, outputs, params, false)
        : record(trace, TRANSPARENT, inputs, primals, outputs, params, "shapes");
      return result.rebuild(traced.map((output, k) => likeLeaf(output, kinds[k])));
    });
  };
}

/** Gradients as tensors, each of the shape of its input. */
function checkedGradients(
  name: string,
  grads: readonly (Value | undefined)[],
  shapes: readonly Shape[],
): (Tensor | undefined)[] {
  return grads.map((given, k) => {
    if (given === undefined) return undefined;
    const grad = toTensor(given);
    if (!sameShape(grad.shape, shapes[k])) {
      throw new RangeError(
        `Cannot differentiate '${name}': its rule gave a gradient of shape ${
          formatShape(grad.shape)
        } ` +
          `for input ${k} of shape ${formatShape(shapes[k])}`,
      );
    }
    return grad;
  });
}

/** Refuses results that depend on traced values from outside the arguments, whose gradient would be lost. */
function withoutTraces<T>(name: string, value: T): T {
  if (flatten(value).leaves.some((leaf) => leaf instanceof Traced)) {
    throw new Error(
      `Cannot differentiate '${name}': it uses a traced value that is not among its arguments; pass it as an argument`,
    );
  }
  return value;
}
