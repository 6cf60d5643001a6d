/**
 * Tables as the programs of this folder print them.
 *
 * @module
 */

/** A table with its caption. */
export interface Table {
  /** What it shows. */
  readonly caption: string;
  /** The columns' names. */
  readonly header: readonly string[];
  /** One list of cells per row. */
  readonly rows: readonly (readonly string[])[];
}

/** A row of a Markdown table. */
export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** The two lines that open a Markdown table. */
export function markdownHeader(header: readonly string[]): string {
  return `${markdownRow(header)}\n|${"---|".repeat(header.length)}`;
}

/** A whole Markdown table under its caption. */
export function markdownTable({ caption, header, rows }: Table): string {
  return [`\n${caption}\n`, markdownHeader(header), ...rows.map(markdownRow)].join("\n");
}
