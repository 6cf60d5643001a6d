/**
 * Pytrees as JSON text, to save a result or an optimiser's state and read it back exactly.
 *
 * @module
 */
import { tensor } from "./ops/create.ts";
import { sizeOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import { isTensor } from "./trace.ts";

/** Numbers that JSON does not know, by the names used for them. */
const UNWRITABLE: Readonly<Record<string, number>> = {
  NaN: NaN,
  Infinity: Infinity,
  "-Infinity": -Infinity,
  "-0": -0,
};

function writeNumber(x: number): number | string {
  return Number.isFinite(x) && !Object.is(x, -0) ? x : Object.is(x, -0) ? "-0" : String(x);
}

function readNumber(x: unknown): number {
  const value = typeof x === "string" ? UNWRITABLE[x] : x;
  if (typeof value !== "number") {
    throw new SyntaxError(`Cannot read a tree: '${x}' is not a number`);
  }
  return value;
}

/**
 * Writes a tree as JSON; a tensor becomes `{"tensor": {"shape": […], "data": […]}}`, a number that JSON does not know
 * `{"number": "Infinity"}`. Reading it back gives the same bits.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseTree, stringifyTree, tensor } from "@torrey/torrey";
 *
 * const tree = { points: tensor([0.1, 0.2]), T2: Infinity };
 * assertEquals(parseTree(stringifyTree(tree)), tree);
 * ```
 *
 * @param tree Numbers, tensors, strings, booleans, null, and nested arrays and records of them
 * @returns JSON text
 */
export function stringifyTree(tree: unknown): string {
  return JSON.stringify(tree, (_key, value: unknown) => {
    if (typeof value === "number") {
      const written = writeNumber(value);
      return typeof written === "number" ? written : { number: written };
    }
    if (isTensor(value)) {
      return { tensor: { shape: [...value.shape], data: Array.from(value.data, writeNumber) } };
    }
    return value;
  });
}

/**
 * Reads a tree that {@linkcode stringifyTree} has written.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseTree, tensor } from "@torrey/torrey";
 *
 * const text = '{"x":{"tensor":{"shape":[2],"data":[1,2]}}}';
 * assertEquals(parseTree(text), { x: tensor([1, 2]) });
 * ```
 *
 * @param text JSON text
 * @returns The tree
 * @throws {SyntaxError} If the text is not such a tree
 */
export function parseTree(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || Object.keys(value).length !== 1) {
      return value;
    }
    if ("number" in value && typeof value.number === "string") return readNumber(value.number);
    if ("tensor" in value) return readTensor(value.tensor);
    return value;
  });
}

function readTensor(value: unknown): Tensor {
  const { shape, data } = (value ?? {}) as { shape?: unknown; data?: unknown };
  if (!Array.isArray(shape) || !Array.isArray(data)) {
    throw new SyntaxError("Cannot read a tree: a tensor needs 'shape' and 'data'");
  }
  const lengths = shape.map(readNumber);
  if (sizeOf(lengths) !== data.length) {
    throw new SyntaxError(
      `Cannot read a tree: a tensor of shape [${lengths.join(", ")}] has ${data.length} elements`,
    );
  }
  return tensor(data.map(readNumber), lengths);
}
