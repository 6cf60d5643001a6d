/**
 * Values as text for messages, the same in Deno and in browsers.
 *
 * @module
 */

/** Entries of a list, and levels of nesting, that are shown. */
const MOST_ENTRIES = 100, MOST_LEVELS = 6;

/** Renders a value for a message. */
export function show(value: unknown): string {
  return render(value, MOST_LEVELS, new Set());
}

function list(
  values: Iterable<unknown>,
  length: number,
  entry: (value: unknown) => string,
) {
  const shown: string[] = [];
  for (const value of values) {
    if (shown.length === MOST_ENTRIES) {
      shown.push(`... ${length - MOST_ENTRIES} more`);
      break;
    }
    shown.push(entry(value));
  }
  return shown.join(", ");
}

function className(value: object): string {
  return value.constructor?.name ?? "[Object: null prototype]";
}

function render(
  value: unknown,
  levels: number,
  above: ReadonlySet<unknown>,
): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "function") {
    return `[Function: ${value.name || "(anonymous)"}]`;
  }
  if (typeof value !== "object" || value === null) return String(value);
  if (above.has(value)) return "[Circular]";
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Date || value instanceof RegExp) return String(value);
  if (levels === 0) return `[${className(value)}]`;
  const inside = new Set(above).add(value);
  const entry = (inner: unknown) => render(inner, levels - 1, inside);
  if (Array.isArray(value)) return `[${list(value, value.length, entry)}]`;
  if (ArrayBuffer.isView(value) && Symbol.iterator in value) {
    const values = [...value as Iterable<unknown>];
    return `${className(value)}(${values.length}) [${list(values, values.length, entry)}]`;
  }
  if (value instanceof Set) {
    return `Set(${value.size}) {${list(value, value.size, entry)}}`;
  }
  if (value instanceof Map) {
    const pair = (inner: unknown) => {
      const [key, held] = inner as [unknown, unknown];
      return `${entry(key)} => ${entry(held)}`;
    };
    return `Map(${value.size}) {${list(value, value.size, pair)}}`;
  }
  const name = className(value) === "Object" ? "" : `${className(value)} `;
  const keys = Object.keys(value).sort();
  const field = (key: unknown) =>
    `${String(key)}: ${entry((value as Record<string, unknown>)[String(key)])}`;
  return keys.length === 0 ? `${name}{}` : `${name}{ ${list(keys, keys.length, field)} }`;
}
