/**
 * The form of an elementwise function of one argument.
 *
 * @module
 */
import { definePrimitive, type Operation } from "../primitive.ts";
import type { Tensor, Value } from "../tensor.ts";
import type { Keep } from "../trace.ts";

/** An elementwise function. */
export interface UnaryDefinition {
  /** Key in the rule table. */
  readonly name: string;
  /** Fills the output, of the input's length. */
  readonly kernel: (out: Float64Array, x: Float64Array) => void;
  /** What the rule needs. */
  readonly keep: Keep;
  /** The cotangent of x, given that of y = f(x). */
  readonly rule: (cotangent: Tensor, x: Tensor, y: Tensor) => Tensor;
}

/**
 * Makes a differentiable elementwise function.
 *
 * @param definition Its kernel and rule
 * @returns The function
 */
export function defineUnary(definition: UnaryDefinition): (x: Value) => Tensor {
  const { name, kernel, keep, rule } = definition;
  const primitive: Operation<undefined> = definePrimitive({
    name,
    keep,
    evaluate: ([x]) => {
      const data = new Float64Array(x.data.length);
      kernel(data, x.data);
      return { shape: x.shape, data };
    },
    rule: (cotangent, { inputs, output }) => [() => rule(cotangent, inputs[0], output)],
  });
  return (x) => primitive([x], undefined);
}
