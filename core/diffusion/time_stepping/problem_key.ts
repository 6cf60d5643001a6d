/**
 * A short key of a problem, by which a saved state is recognised.
 *
 * @module
 */
import type { ModelInputs } from "../problem/mod.ts";
import type { CheckedOptions } from "./options.ts";

const OFFSET = 0xcbf29ce484222325n, PRIME = 0x100000001b3n, MASK = 0xffffffffffffffffn;

/** FNV-1a of 64 bits over 32-bit words. */
function fnv1a(words: Uint32Array, start: bigint): bigint {
  let hash = start;
  for (const word of words) hash = ((hash ^ BigInt(word)) * PRIME) & MASK;
  return hash;
}

/**
 * The key of a problem: equal for equal inputs and options.
 *
 * @param inputs The inputs.
 * @param options The options; the adjoint plays no part.
 * @returns 16 hexadecimal digits.
 */
export function problemKey(
  { points, coefficients, protocol }: ModelInputs,
  { tolerance, step, method, timeReversal }: CheckedOptions,
): string {
  const plain = JSON.stringify(
    [coefficients, protocol, tolerance, step ?? null, method, timeReversal],
    (_, value) => value instanceof Float64Array ? [...value] : value,
  );
  const text = Uint32Array.from(plain, (character) => character.charCodeAt(0));
  const hash = fnv1a(text, fnv1a(new Uint32Array(points.slice().buffer), OFFSET));
  return hash.toString(16).padStart(16, "0");
}
