/**
 * Writing operations on the tape.
 *
 * @module
 */
import {
  type Keep,
  openTrace,
  type Parent,
  primalsUnder,
  type TapeNode,
  type Trace,
  Traced,
  youngestTrace,
} from "./trace.ts";
import type { Tensor } from "./tensor.ts";

/**
 * Records one operation on one trace.
 *
 * @param trace The trace to record on
 * @param primitive Key of the operation in the rule table
 * @param inputs The operation's inputs
 * @param primals The inputs as seen from outside the trace
 * @param outputs The outputs as seen from outside the trace
 * @param params What else the rule needs
 * @param keep What the tape keeps for the rule
 * @returns The outputs, traced
 */
export function record(
  trace: Trace,
  primitive: string,
  inputs: readonly Tensor[],
  primals: readonly Tensor[],
  outputs: readonly Tensor[],
  params: unknown,
  keep: Keep,
): Traced[] {
  const parents: (Parent | undefined)[] = inputs.map((input) =>
    input instanceof Traced && input.trace === trace ? input.origin : undefined
  );
  const node: TapeNode = {
    order: trace.recorded++,
    primitive,
    parents,
    shapes: primals.map((primal) => primal.shape),
    inputs: keep === "inputs" || keep === "both" ? primals : [],
    outputs: keep === "output" || keep === "both" ? outputs : [],
    outputShapes: outputs.map((output) => output.shape),
    params,
  };
  return outputs.map((primal, output) => new Traced(trace, primal, { node, output }, false));
}

/**
 * Records an operation whose plain outputs are already known on every trace its inputs belong to, oldest first.
 *
 * @param primitive Key of the operation in the rule table
 * @param inputs The operation's inputs
 * @param outputs Its plain outputs
 * @param params What else the rule needs
 * @param needsInputs True if the rule needs its inputs' values; inputs traced by an older trace are kept in any case
 * @returns The outputs, traced as deeply as the inputs
 */
export function recordOnAll(
  primitive: string,
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  params: unknown,
  needsInputs: boolean,
): readonly Tensor[] {
  const trace = youngestTrace(inputs);
  if (trace === undefined) return outputs;
  const primals = primalsUnder(inputs, trace);
  const under = recordOnAll(primitive, primals, outputs, params, needsInputs);
  const keep = needsInputs || primals.some((primal) => primal instanceof Traced);
  return record(trace, primitive, inputs, primals, under, params, keep ? "inputs" : "shapes");
}

/**
 * Opens a trace and enters values into it.
 *
 * @param values The values to differentiate with respect to
 * @param numbers Which of them stand for plain numbers
 * @returns The trace and the traced values
 */
export function enterTrace(
  values: readonly Tensor[],
  numbers: readonly boolean[],
): { trace: Trace; inputs: Traced[] } {
  const trace = openTrace();
  const inputs = values.map((value, k) => {
    const [traced] = record(trace, "input", [], [], [value], undefined, "shapes");
    return new Traced(trace, value, traced.origin, numbers[k]);
  });
  return { trace, inputs };
}
