/**
 * The reverse pass: cotangents from the outputs of a traced function back to its inputs.
 *
 * @module
 */
import { andThen, isPromise, type MaybePromise } from "./maybe_promise.ts";
import { add } from "./ops/arithmetic.ts";
import { zeros } from "./ops/create.ts";
import { reverseRule } from "./primitive.ts";
import { flatten, isNumberLeaf, likeLeaf } from "./pytree.ts";
import { enterTrace } from "./record.ts";
import { formatShape, sameShape } from "./shape.ts";
import type { Tensor, Value } from "./tensor.ts";
import { type Parent, type TapeNode, toTensor, type Trace, Traced } from "./trace.ts";

/** A function's value at a point, and the transpose of its derivative there. */
export interface Linearised<R> {
  /** The value, with this trace taken off. */
  readonly value: R;
  /** The leaves of the value. */
  readonly outputs: readonly Value[];
  /** Cotangents of the output leaves to cotangents of the input leaves. */
  readonly pullback: (cotangents: readonly Value[]) => MaybePromise<Tensor[]>;
}

/**
 * Runs a function on traced leaves and returns its value with its pullback.
 *
 * @typeParam R The function's result, a pytree
 * @param f Takes the traced leaves
 * @param leaves Where to run it
 * @returns Value and pullback; a promise if the function returns one
 */
export function linearise<R>(
  f: (leaves: readonly Value[]) => MaybePromise<R>,
  leaves: readonly Value[],
): MaybePromise<Linearised<R>> {
  const values = leaves.map(toTensor);
  const { trace, inputs } = enterTrace(values, leaves.map(isNumberLeaf));
  const finish = (result: R): Linearised<R> => {
    trace.open = false;
    const flat = flatten(result);
    const outputs = flat.leaves.map((leaf) =>
      leaf instanceof Traced && leaf.trace === trace ? likeLeaf(leaf.primal, leaf.isNumber) : leaf
    );
    const origins = flat.leaves.map((leaf) =>
      leaf instanceof Traced && leaf.trace === trace ? leaf.origin : undefined
    );
    const shapes = outputs.map((leaf) => toTensor(leaf).shape);
    const order = tapeOrder(origins);
    return {
      value: flat.rebuild(outputs),
      outputs,
      pullback: (cotangents) => {
        const seeds = cotangents.map(toTensor);
        checkSeeds(seeds, shapes);
        return pullThrough(order, origins, seeds, inputs);
      },
    };
  };
  return closing(trace, () => andThen(f(inputs), finish));
}

/** Closes the trace if the function fails, now or later. */
function closing<T>(trace: Trace, run: () => MaybePromise<T>): MaybePromise<T> {
  try {
    const result = run();
    if (!isPromise(result)) return result;
    return result.catch((error: unknown) => {
      trace.open = false;
      throw error;
    });
  } catch (error) {
    trace.open = false;
    throw error;
  }
}

function checkSeeds(seeds: readonly Tensor[], shapes: readonly (readonly number[])[]): void {
  if (seeds.length !== shapes.length) {
    throw new RangeError(
      `Cannot pull back ${seeds.length} cotangents: the function has ${shapes.length} outputs`,
    );
  }
  seeds.forEach((seed, k) => {
    if (!sameShape(seed.shape, shapes[k])) {
      throw new RangeError(
        `Cannot pull back a cotangent of shape ${formatShape(seed.shape)}: ` +
          `output ${k} has shape ${formatShape(shapes[k])}`,
      );
    }
  });
}

/** The nodes the outputs depend on, latest first. */
function tapeOrder(origins: readonly (Parent | undefined)[]): TapeNode[] {
  const seen = new Set<TapeNode>();
  const pending = origins.flatMap((origin) => origin === undefined ? [] : [origin.node]);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const parent of node.parents) if (parent !== undefined) pending.push(parent.node);
  }
  return [...seen].sort((a, b) => b.order - a.order);
}

type Cotangents = Map<TapeNode, (Tensor | undefined)[]>;

function accumulate(cotangents: Cotangents, to: Parent, value: Tensor): void {
  let slots = cotangents.get(to.node);
  if (slots === undefined) {
    slots = new Array<Tensor | undefined>(to.node.outputShapes.length).fill(undefined);
    cotangents.set(to.node, slots);
  }
  const before = slots[to.output];
  slots[to.output] = before === undefined ? value : add(before, value);
}

function spread(
  cotangents: Cotangents,
  node: TapeNode,
  grads: readonly (Tensor | undefined)[],
): void {
  node.parents.forEach((parent, k) => {
    const value = grads[k];
    if (parent === undefined || value === undefined) return;
    if (!sameShape(value.shape, node.shapes[k])) {
      throw new RangeError(
        `Cannot differentiate '${node.primitive}': its rule gave a gradient of shape ${
          formatShape(value.shape)
        } ` +
          `for input ${k} of shape ${formatShape(node.shapes[k])}`,
      );
    }
    accumulate(cotangents, parent, value);
  });
}

function pullThrough(
  order: readonly TapeNode[],
  origins: readonly (Parent | undefined)[],
  seeds: readonly Tensor[],
  inputs: readonly Traced[],
): MaybePromise<Tensor[]> {
  const cotangents: Cotangents = new Map();
  origins.forEach((origin, k) => {
    if (origin !== undefined) accumulate(cotangents, origin, seeds[k]);
  });
  const collect = (): Tensor[] =>
    inputs.map((input) => cotangents.get(input.origin.node)?.[0] ?? zeros(input.shape));
  const from = (start: number): MaybePromise<Tensor[]> => {
    for (let k = start; k < order.length; k++) {
      const node = order[k];
      const slots = cotangents.get(node);
      if (slots === undefined || node.primitive === "input") continue;
      cotangents.delete(node);
      const grads = reverseRule(node.primitive)(slots, node);
      if (isPromise(grads)) {
        return grads.then((resolved) => {
          spread(cotangents, node, resolved);
          return from(k + 1);
        });
      }
      spread(cotangents, node, grads);
    }
    return collect();
  };
  return from(0);
}
