/**
 * The table of vector-Jacobian rules, keyed by primitive, and the way an array operation enters it.
 *
 * @module
 */
import type { MaybePromise } from "./maybe_promise.ts";
import { record } from "./record.ts";
import type { Shape } from "./shape.ts";
import type { Tensor, Value } from "./tensor.ts";
import { type Keep, primalsUnder, type TapeNode, toTensor, youngestTrace } from "./trace.ts";

/**
 * The reverse rule of a primitive: cotangents of its outputs (undefined where the loss does not depend on one) to
 * cotangents of its inputs (undefined where there is none).
 */
export type ReverseRule = (
  cotangents: readonly (Tensor | undefined)[],
  node: TapeNode,
) => MaybePromise<readonly (Tensor | undefined)[]>;

const reverseRules = new Map<string, ReverseRule>();

/**
 * Enters a rule in the table.
 *
 * @param primitive Key of the operation
 * @param rule Its reverse rule
 * @throws {Error} If the key is taken
 */
export function registerRule(primitive: string, rule: ReverseRule): void {
  if (reverseRules.has(primitive)) {
    throw new Error(`Cannot register a reverse rule for '${primitive}': it has one already`);
  }
  reverseRules.set(primitive, rule);
}

/**
 * Looks a rule up.
 *
 * @param primitive Key of the operation
 * @returns Its reverse rule
 * @throws {Error} If the operation cannot be differentiated
 */
export function reverseRule(primitive: string): ReverseRule {
  const rule = reverseRules.get(primitive);
  if (rule === undefined) {
    throw new Error(
      `Cannot differentiate '${primitive}': it has no reverse rule; ` +
        `wrap its argument in stopGradient, or give it a rule with customVjp`,
    );
  }
  return rule;
}

/** What a rule of a single-output operation may use. */
export interface Saved<Params> {
  /** Shape of each input. */
  readonly shapes: readonly Shape[];
  /** The inputs, if kept. */
  readonly inputs: readonly Tensor[];
  /** The output, if kept. */
  readonly output: Tensor;
  /** The operation's parameters. */
  readonly params: Params;
}

/** An array operation as a primitive. */
export interface PrimitiveDefinition<Params> {
  /** Key in the rule table and name in error messages. */
  readonly name: string;
  /** Computes the output from plain inputs. */
  readonly evaluate: (inputs: readonly Tensor[], params: Params) => Tensor;
  /** What the tape keeps for the rule; shapes are always known. */
  readonly keep: Keep;
  /**
   * For each input a function giving its cotangent, called only where one is wanted. Written in differentiable
   * operations, so that it can be differentiated again. Without it the operation cannot be differentiated.
   */
  readonly rule?: (cotangent: Tensor, saved: Saved<Params>) => readonly (() => Tensor)[];
}

/** A differentiable operation on plain and traced values. */
export type Operation<Params> = (inputs: readonly Value[], params: Params) => Tensor;

/**
 * Makes a differentiable operation of an evaluation and its rule.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { definePrimitive, divide, grad, multiply } from "@torrey/torrey";
 *
 * const cubeRoot = definePrimitive<undefined>({
 *   name: "cubeRoot",
 *   keep: "output",
 *   evaluate: ([x]) => ({ shape: x.shape, data: x.data.map(Math.cbrt) }),
 *   rule: (cotangent, { output }) => [() => divide(cotangent, multiply(3, multiply(output, output)))],
 * });
 * assertEquals(grad((x: number) => cubeRoot([x], undefined))(8), 1 / 12);
 * ```
 *
 * @typeParam Params The operation's non-differentiable parameters
 * @param definition Name, evaluation, rule
 * @returns The operation, on plain and traced values
 */
export function definePrimitive<Params>(
  definition: PrimitiveDefinition<Params>,
): Operation<Params> {
  const { name, evaluate, keep, rule } = definition;
  if (rule !== undefined) {
    registerRule(name, ([cotangent], node) => {
      if (cotangent === undefined) return [];
      const thunks = rule(cotangent, {
        shapes: node.shapes,
        inputs: node.inputs,
        output: node.outputs[0],
        params: node.params as Params,
      });
      return node.parents.map((parent, k) => parent === undefined ? undefined : thunks[k]());
    });
  }
  const apply = (inputs: readonly Tensor[], params: Params): Tensor => {
    const trace = youngestTrace(inputs);
    if (trace === undefined) return evaluate(inputs, params);
    const primals = primalsUnder(inputs, trace);
    const output = apply(primals, params);
    return record(trace, name, inputs, primals, [output], params, keep)[0];
  };
  return (inputs, params) => apply(inputs.map(toTensor), params);
}
