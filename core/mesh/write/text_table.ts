/**
 * Turns rows of numbers into lines of text that read back to the very same doubles.
 *
 * @module
 */

/**
 * Writes a number in the fewest digits that read back exactly.
 *
 * @param value The number.
 * @returns Its text.
 */
export function exactNumber(value: number): string {
  return Object.is(value, -0) ? "-0" : `${value}`;
}

/**
 * Writes the rows of a table, one a line.
 *
 * @param values The numbers, row after row.
 * @param width How many in each row.
 * @param prefix What goes before the numbers of a row, given its index; nothing if left out.
 * @returns The lines, without line breaks.
 */
export function tableLines(
  values: ArrayLike<number>,
  width: number,
  prefix: (row: number) => string = () => "",
): string[] {
  const lines: string[] = [];
  for (let row = 0; row < values.length / width; row++) {
    let line = prefix(row);
    for (let i = row * width; i < (row + 1) * width; i++) {
      line += (line === "" ? "" : " ") + exactNumber(values[i]);
    }
    lines.push(line);
  }
  return lines;
}

/**
 * Joins lines to a text that ends with a line break.
 *
 * @param parts Lines and lists of lines.
 * @returns The text.
 */
export function joinLines(...parts: (string | readonly string[])[]): string {
  return parts.flat().join("\n") + "\n";
}
