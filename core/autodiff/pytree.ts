/**
 * Pytrees: numbers, tensors, and nested arrays and plain records of them.
 *
 * Numbers and tensors are the leaves that are differentiated. Everything else that is not an array or a plain record
 * (strings, booleans, undefined, typed arrays, functions, class instances) is passed through untouched.
 *
 * @module
 */
import type { Tensor, Value } from "./tensor.ts";
import { isTensor, Traced } from "./trace.ts";

const LEAF = Symbol("leaf");

/** A tree taken apart. */
export interface FlatTree<T> {
  /** The numbers and tensors, in order. */
  readonly leaves: readonly Value[];
  /** Puts new leaves in place of the old. */
  readonly rebuild: (leaves: readonly unknown[]) => T;
  /** Finds the leaves of a tree that may lack branches of this one (null, undefined, absent), in this one's order. */
  readonly align: (partial: unknown) => (Value | undefined)[];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isLeaf(value: unknown): value is Value {
  return typeof value === "number" || isTensor(value);
}

function mapNode(
  tree: unknown,
  visit: (leaf: unknown, path: string) => unknown,
  path: string,
): unknown {
  if (isLeaf(tree) || tree === LEAF) return visit(tree, path);
  if (Array.isArray(tree)) return tree.map((child, k) => mapNode(child, visit, `${path}[${k}]`));
  if (isRecord(tree)) {
    return Object.fromEntries(
      Object.entries(tree).map((
        [key, child],
      ) => [key, mapNode(child, visit, path === "" ? key : `${path}.${key}`)]),
    );
  }
  return tree;
}

/**
 * Takes a tree apart.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { flatten } from "@torrey/torrey";
 *
 * const { leaves, rebuild } = flatten({ bend: 1, name: "axon" });
 * assertEquals(rebuild(leaves.map(() => 2)), { bend: 2, name: "axon" });
 * ```
 *
 * @typeParam T The tree's type
 * @param tree The tree
 * @returns Its leaves, and the way to put others in their place; the leaves themselves are not held by it
 */
export function flatten<T>(tree: T): FlatTree<T> {
  const leaves: Value[] = [];
  const skeleton = mapNode(tree, (leaf) => {
    leaves.push(leaf as Value);
    return LEAF;
  }, "");
  return {
    leaves,
    rebuild: (values) => {
      let next = 0;
      return mapNode(skeleton, () => values[next++], "") as T;
    },
    align: (partial) => {
      const found: (Value | undefined)[] = [];
      alignNode(skeleton, partial, "", found);
      return found;
    },
  };
}

function alignNode(
  skeleton: unknown,
  partial: unknown,
  path: string,
  found: (Value | undefined)[],
): void {
  const absent = partial === null || partial === undefined;
  if (skeleton === LEAF) {
    if (!absent && !isLeaf(partial)) {
      throw new Error(
        `Cannot use ${typeof partial} as a gradient of '${path}': expected a number or a Tensor`,
      );
    }
    found.push(absent ? undefined : partial as Value);
  } else if (Array.isArray(skeleton)) {
    if (!absent && (!Array.isArray(partial) || partial.length !== skeleton.length)) {
      throw new Error(
        `Cannot use the gradient of '${path}': expected an array of length ${skeleton.length}`,
      );
    }
    const children = absent ? [] : partial as unknown[];
    skeleton.forEach((child, k) => alignNode(child, children[k], `${path}[${k}]`, found));
  } else if (isRecord(skeleton)) {
    const children = absent ? {} : partial as Record<string, unknown>;
    for (const [key, child] of Object.entries(skeleton)) {
      alignNode(child, children[key], path === "" ? key : `${path}.${key}`, found);
    }
  }
}

/**
 * Names the leaves of a tree as one would write them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { leafPaths } from "@torrey/torrey";
 *
 * assertEquals(leafPaths({ a: 1, b: [2, { c: 3 }] }), ["a", "b[0]", "b[1].c"]);
 * ```
 *
 * @param tree The tree
 * @returns For example `["points", "rates[0]"]`; the empty string for a tree that is a leaf
 */
export function leafPaths(tree: unknown): string[] {
  const paths: string[] = [];
  mapNode(tree, (_leaf, path) => paths.push(path), "");
  return paths;
}

/**
 * Applies a function to the corresponding leaves of trees of the same structure.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mapTree, square, toNumber } from "@torrey/torrey";
 *
 * assertEquals(mapTree((x) => toNumber(square(x)), { a: 2, b: [3] }), { a: 4, b: [9] });
 * ```
 *
 * @typeParam T The trees' type
 * @param f Takes one leaf of each tree
 * @param tree The first tree, which gives the structure
 * @param rest The others
 * @returns The tree of results
 * @throws {Error} If the trees have different numbers of leaves
 */
export function mapTree<T>(f: (...leaves: Value[]) => Value, tree: T, ...rest: T[]): T {
  const first = flatten(tree);
  const others = rest.map((other) => flatten(other).leaves);
  for (const other of others) {
    if (other.length !== first.leaves.length) {
      throw new Error(
        `Cannot combine trees of ${first.leaves.length} and ${other.length} leaves: their structures differ`,
      );
    }
  }
  return first.rebuild(first.leaves.map((leaf, k) => f(leaf, ...others.map((other) => other[k]))));
}

/**
 * Tells whether a leaf stands for a plain number.
 *
 * @param leaf A leaf
 * @returns True for a number, also while it is traced
 */
export function isNumberLeaf(leaf: Value): boolean {
  return typeof leaf === "number" || (leaf instanceof Traced && leaf.isNumber);
}

/**
 * Gives a result the kind of the leaf it belongs to.
 *
 * @param value A scalar or array
 * @param isNumber True if the leaf was a number
 * @returns A number if the leaf was one and the value is plain
 */
export function likeLeaf(value: Tensor, isNumber: boolean): Value {
  if (!isNumber) return value;
  if (value instanceof Traced) return new Traced(value.trace, value.primal, value.origin, true);
  return value.data[0];
}
