/**
 * Trees as one long vector.
 *
 * @module
 */
import { flatten, type Value } from "../autodiff/mod.ts";

/**
 * Lines up all numbers of a tree.
 *
 * @param tree A pytree
 * @returns Its numbers
 */
export function toVector(tree: unknown): Float64Array {
  const { leaves } = flatten(tree);
  const sizes = leaves.map((leaf) => typeof leaf === "number" ? 1 : leaf.data.length);
  const out = new Float64Array(sizes.reduce((total, size) => total + size, 0));
  let at = 0;
  leaves.forEach((leaf, k) => {
    if (typeof leaf === "number") out[at] = leaf;
    else out.set(leaf.data, at);
    at += sizes[k];
  });
  return out;
}

/**
 * Puts a vector back in the form of a tree.
 *
 * @typeParam P The tree's type
 * @param like A tree of that form
 * @param vector Its numbers
 * @returns The tree
 */
export function fromVector<P>(like: P, vector: Float64Array): P {
  const flat = flatten(like);
  let at = 0;
  return flat.rebuild(flat.leaves.map((leaf): Value => {
    if (typeof leaf === "number") return vector[at++];
    const data = vector.slice(at, at += leaf.data.length);
    return { shape: leaf.shape, data };
  }));
}

/**
 * Computes the inner product of two vectors.
 *
 * @param a A vector
 * @param b Another, of the same length
 * @returns Σ aᵢ bᵢ
 */
export function inner(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let k = 0; k < a.length; k++) total += a[k] * b[k];
  return total;
}
