/**
 * Traced values: tensors that remember the operations that made them, for the reverse pass.
 *
 * There is no global stack of transforms. Each transform opens its own trace, every traced value carries the trace it
 * belongs to, and of several traces an operation is recorded on the youngest first; a nested transform is always
 * younger than the one around it. Interleaved asynchronous transforms therefore cannot disturb each other.
 *
 * @module
 */
import { formatShape, type Shape } from "./shape.ts";
import type { Tensor, Value } from "./tensor.ts";

/** One run of one transform. */
export interface Trace {
  /** Age: a nested trace has a larger id than those around it. */
  readonly id: number;
  /** False once the traced function has returned. */
  open: boolean;
  /** Number of operations recorded so far. */
  recorded: number;
}

/** Where a node's input came from: one output of an earlier node of the same trace. */
export interface Parent {
  /** The node that made it. */
  readonly node: TapeNode;
  /** Which of its outputs. */
  readonly output: number;
}

/** One recorded operation. */
export interface TapeNode {
  /** Position on the tape. */
  readonly order: number;
  /** Key of the operation in the rule table. */
  readonly primitive: string;
  /** Origin of each input; undefined for a constant of this trace. */
  readonly parents: readonly (Parent | undefined)[];
  /** Shape of each input. */
  readonly shapes: readonly Shape[];
  /** Inputs, if the rule needs them, otherwise empty. */
  readonly inputs: readonly Tensor[];
  /** Outputs, if the rule needs them, otherwise empty. */
  readonly outputs: readonly Tensor[];
  /** Shape of each output. */
  readonly outputShapes: readonly Shape[];
  /** What else the rule needs. */
  readonly params: unknown;
}

/** What a recorded operation keeps in memory for its rule. */
export type Keep = "shapes" | "inputs" | "output" | "both";

let traces = 0;

/**
 * Opens a trace, younger than every other.
 *
 * @returns The new trace
 */
export function openTrace(): Trace {
  return { id: ++traces, open: true, recorded: 0 };
}

/** A tensor whose elements are not to be looked at while its history is being recorded. */
export class Traced implements Tensor {
  /** The trace it belongs to. */
  readonly trace: Trace;
  /** Its value, as seen outside this trace: plain, or traced by an older trace. */
  readonly primal: Tensor;
  /** The operation that made it. */
  readonly origin: Parent;
  /** True if it stands for a plain number. */
  readonly isNumber: boolean;

  /**
   * Wraps a value.
   *
   * @param trace The trace it belongs to
   * @param primal Its value outside this trace
   * @param origin The operation that made it
   * @param isNumber True if it stands for a plain number
   */
  constructor(trace: Trace, primal: Tensor, origin: Parent, isNumber: boolean) {
    this.trace = trace;
    this.primal = primal;
    this.origin = origin;
    this.isNumber = isNumber;
  }

  /** Length of each axis; known while tracing. */
  get shape(): Shape {
    return this.primal.shape;
  }

  /** Not available: a value read here would silently have no gradient. */
  get data(): Float64Array {
    throw new TypeError(
      `Cannot read 'data' of a traced value of shape ${formatShape(this.shape)}: ` +
        `use array operations, or stopGradient(value) if a constant is meant`,
    );
  }

  /** Not available: JavaScript's own operators cannot be differentiated. */
  [Symbol.toPrimitive](): never {
    throw new TypeError(
      `Cannot use a traced value of shape ${formatShape(this.shape)} with JavaScript operators: ` +
        `use add, multiply, … or stopGradient(value) if a constant is meant`,
    );
  }

  /** What the console shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return `Traced ${formatShape(this.shape)}`;
  }
}

/**
 * Tells whether a value is a tensor, plain or traced.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isTensor, zeros } from "@torrey/torrey";
 *
 * assertEquals([isTensor(zeros([2])), isTensor(2)], [true, false]);
 * ```
 *
 * @param value Anything
 * @returns True for a tensor
 */
export function isTensor(value: unknown): value is Tensor {
  if (typeof value !== "object" || value === null) return false;
  if (value instanceof Traced) return true;
  return "shape" in value && "data" in value && Array.isArray(value.shape) &&
    value.data instanceof Float64Array;
}

/**
 * Makes a tensor of a number and leaves a tensor as it is.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tensor, toTensor } from "@torrey/torrey";
 *
 * assertEquals(toTensor(3), tensor([3], []));
 * ```
 *
 * @param value A number or a tensor
 * @returns The tensor
 * @throws {TypeError} If it is neither
 */
export function toTensor(value: Value): Tensor {
  if (typeof value === "number") return { shape: [], data: Float64Array.of(value) };
  if (isTensor(value)) return value;
  throw new TypeError(
    `Cannot use ${describe(value)} in an array operation: expected a number or a Tensor`,
  );
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (value === null) return "null";
  return typeof value === "object" ? "an object" : `${typeof value} '${String(value)}'`;
}

/**
 * Strips a tensor of every trace.
 *
 * @param value A tensor
 * @returns The plain tensor
 */
export function plain(value: Tensor): Tensor {
  let inner = value;
  while (inner instanceof Traced) inner = inner.primal;
  return inner;
}

/**
 * Finds the youngest trace among some values.
 *
 * @param values Tensors
 * @returns The trace, or undefined if all are plain
 * @throws {Error} If a value has outlived the function that was traced
 */
export function youngestTrace(values: readonly Tensor[]): Trace | undefined {
  let youngest: Trace | undefined;
  for (const value of values) {
    if (value instanceof Traced && (youngest === undefined || value.trace.id > youngest.id)) {
      youngest = value.trace;
    }
  }
  if (youngest !== undefined && !youngest.open) {
    throw new Error(
      "Cannot use a traced value after the differentiated function has returned: return it from the function instead",
    );
  }
  return youngest;
}

/**
 * Sees values from outside a trace.
 *
 * @param values Tensors
 * @param trace The trace to look under
 * @returns Each value, with this one trace taken off
 */
export function primalsUnder(values: readonly Tensor[], trace: Trace): Tensor[] {
  return values.map((value) =>
    value instanceof Traced && value.trace === trace ? value.primal : value
  );
}
