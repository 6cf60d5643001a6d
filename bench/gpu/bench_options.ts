/**
 * Command lines of the benches of this folder.
 *
 * @module
 */

/** Ends the program with a sentence. */
function refuse(sentence: string): never {
  console.error(sentence);
  Deno.exit(2);
}

/**
 * Reads `--name=value` options whose values are whole numbers above 0.
 *
 * @param args The arguments.
 * @param names The options there are.
 * @returns Those given, by name.
 */
export function wholeOptions<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
): Partial<Record<Name, number>> {
  const given: Partial<Record<Name, number>> = {};
  for (const arg of args) {
    const [, key, text] = /^--([a-z]+)=(\d+)$/.exec(arg) ?? [];
    const name = names.find((known) => known === key);
    if (name === undefined || Number(text) < 1) {
      refuse(
        `Cannot use '${arg}': give whole numbers above 0 as ${
          names.map((known) => `--${known}=N`).join(", ")
        }`,
      );
    }
    given[name] = Number(text);
  }
  return given;
}
