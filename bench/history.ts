/**
 * The history of the figures: one line of bench/history.csv for each, appended by `--record`.
 *
 * @module
 */

const file = new URL("./history.csv", import.meta.url);

/** A measured figure. */
export interface HistoryLine {
  /** The part of the program that made it, as named on its command line. */
  readonly part: string;
  /** What was measured. */
  readonly what: string;
  /** Its unit; empty for an error or an order. */
  readonly unit: string;
  /** Torrey's figure. */
  readonly ours: number;
  /** The reference's figure, where it has one. */
  readonly theirs?: number;
}

/** The commit the figures were made at; empty outside a clone. */
function commit(): string {
  try {
    const { stdout } = new Deno.Command("git", {
      args: ["rev-parse", "--short=7", "HEAD"],
      cwd: new URL(".", import.meta.url),
      stderr: "null",
    }).outputSync();
    return new TextDecoder().decode(stdout).trim();
  } catch {
    return "";
  }
}

/** A cell, quoted where it has to be. */
function cell(value: string | number): string {
  const text = typeof value === "number" ? value.toPrecision(4) : value.replaceAll("\\|", "|");
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Appends figures to the history.
 *
 * @param machine The machine in general words.
 * @param lines The figures.
 */
export function appendHistory(machine: string, lines: readonly HistoryLine[]): void {
  const date = new Date().toISOString().slice(0, 10);
  const at = commit();
  const text = lines.map(({ part, what, unit, ours, theirs }) =>
    [date, at, machine, part, what, unit, ours, theirs ?? ""].map(cell).join(",") + "\n"
  );
  Deno.writeTextFileSync(file, text.join(""), { append: true, create: true });
}

/** Takes the value that follows a flag out of the arguments; `undefined` without the flag. */
export function takeFlag(args: string[], flag: string): string | undefined {
  const at = args.indexOf(flag);
  return at < 0 ? undefined : args.splice(at, 2)[1] ?? "";
}
