/**
 * Deep equality as `@std/assert` has it: class, structure and every value the same, NaN equal to NaN and −0 to +0.
 *
 * @module
 */
import { show } from "./show.ts";

/** Where and how two values first differ, or nothing where they are deeply equal. */
export function firstDifference(
  actual: unknown,
  expected: unknown,
): string | undefined {
  return differ(actual, expected, "", []);
}

/** Pairs being compared further up, so that values that contain themselves end. */
type Above = readonly (readonly [object, object])[];

function differ(
  a: unknown,
  b: unknown,
  path: string,
  above: Above,
): string | undefined {
  if (a === b || Object.is(a, b)) return;
  const differing = `${path || "value"}: actual ${show(a)}, expected ${show(b)}`;
  if (
    typeof a !== "object" || typeof b !== "object" || a === null || b === null
  ) return differing;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return differing;
  if (above.some(([x, y]) => x === a && y === b)) return;
  const below: Above = [...above, [a, b]];
  if (a instanceof Date && b instanceof Date && !Object.is(+a, +b)) {
    return differing;
  }
  if (a instanceof RegExp && String(a) !== String(b)) return differing;
  if (a instanceof Error && b instanceof Error) {
    if (a.name !== b.name || a.message !== b.message) return differing;
  }
  if (a instanceof Set && b instanceof Set) {
    return a.size === b.size && matched([...a], [...b], below) ? undefined : differing;
  }
  if (a instanceof Map && b instanceof Map) {
    return a.size === b.size && matched([...a], [...b], below) ? undefined : differing;
  }
  if (a instanceof ArrayBuffer && b instanceof ArrayBuffer) {
    return differ(new Uint8Array(a), new Uint8Array(b), path, below);
  }
  if (isList(a) && isList(b)) {
    if (a.length !== b.length) {
      return `${path || "value"}: actual has length ${a.length}, expected ${b.length}: ${
        show(a)
      }, ${show(b)}`;
    }
    if (ArrayBuffer.isView(a)) return differInEntries(a, b, path);
  }
  const keys = new Set(ownKeys(a)), others = new Set(ownKeys(b));
  const missing = [...others].find((key) => !keys.has(key));
  if (missing !== undefined) {
    return `${path}${step(a, missing)}: only expected has it`;
  }
  for (const key of keys) {
    const inner = `${path}${step(a, key)}`;
    if (!others.has(key)) return `${inner}: only actual has it`;
    const found = differ(
      Reflect.get(a, key),
      Reflect.get(b, key),
      inner,
      below,
    );
    if (found !== undefined) return found;
  }
}

/** Numbers are compared without a path each: arrays of millions are. */
function differInEntries(
  a: ArrayLike<unknown>,
  b: ArrayLike<unknown>,
  path: string,
) {
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i] || Object.is(a[i], b[i])) continue;
    return `${path}[${i}]: actual ${show(a[i])}, expected ${show(b[i])}`;
  }
}

/** Whether every entry of one collection has a partner of its own in the other, in any order. */
function matched(
  a: readonly unknown[],
  b: readonly unknown[],
  above: Above,
): boolean {
  const left = [...b];
  return a.every((entry) => {
    const at = left.findIndex((other) => differ(entry, other, "", above) === undefined);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function isList(value: object): value is ArrayLike<unknown> & object {
  return Array.isArray(value) ||
    (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function ownKeys(value: object): PropertyKey[] {
  return Reflect.ownKeys(value).filter((key) =>
    Object.prototype.propertyIsEnumerable.call(value, key)
  );
}

function step(container: object, key: PropertyKey): string {
  return Array.isArray(container) ? `[${String(key)}]` : `.${String(key)}`;
}
