/**
 * What a comparison is: Torrey and a reference program do the same task alternately, in the same run.
 *
 * @module
 */
import type { Table } from "../markdown.ts";

/** One line of the table. */
export interface Figure {
  /** What was measured. */
  readonly what: string;
  /** The unit of `ours` and `theirs`. */
  readonly unit: string;
  /** Torrey's figures, one per repeat. */
  readonly ours: readonly number[];
  /** The reference's figures, one per repeat. */
  readonly theirs: readonly number[];
  /** Whether more is better (a speed) or less (a time). */
  readonly better: "more" | "less";
  /** The ratio to reach, ours to theirs in the better direction: 2 means twice as fast. */
  readonly target?: number;
  /** The most ours may be, in its unit. */
  readonly limit?: number;
}

/** Runs a comparison `repeats` times and returns its figures. */
export type Comparison = (repeats: number) => Promise<readonly Figure[]>;

/** Runs Torrey in several ways `repeats` times and returns a table of them. */
export type Study = (repeats: number) => Table;

/** The median. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How many times better ours is, median against median. */
export function advantage(figure: Figure): number {
  const ratio = median(figure.ours) / median(figure.theirs);
  return figure.better === "more" ? ratio : 1 / ratio;
}

/** Whether the figure reaches its target and its limit. */
export function reached(figure: Figure): boolean {
  const { target = 0, limit = Infinity } = figure;
  return advantage(figure) >= target && median(figure.ours) <= limit;
}

/** Milliseconds that `run` takes. */
export function milliseconds(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** What `run` returns, and the milliseconds that it takes. */
export function timed<Result>(run: () => Result): [Result, number] {
  const start = performance.now();
  const result = run();
  return [result, performance.now() - start];
}

/** Runs a command and returns the object it prints. */
async function printed<Result>(command: string, args: readonly string[], hint: string) {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args] }).output();
  if (!success) throw new Error(`${hint}:\n${new TextDecoder().decode(stderr).trim()}`);
  return JSON.parse(new TextDecoder().decode(stdout)) as Result;
}

/**
 * Runs a program of bench/reference and returns the object it prints.
 *
 * @param program Its file name.
 * @param args Its arguments.
 */
export function reference<Result>(
  program: string,
  ...args: readonly (string | number)[]
): Promise<Result> {
  const file = decodeURIComponent(new URL(`../reference/${program}`, import.meta.url).pathname);
  return printed(
    Deno.env.get("PYTHON") ?? "/usr/bin/python3",
    [file, ...args.map(String)],
    `'${program}' failed (bench/reference/README.md says what it needs)`,
  );
}

/**
 * Runs a program of ours in a process of its own and returns the object it prints.
 *
 * @param program Its address.
 * @param args Its arguments.
 */
export function process<Result>(program: URL, ...args: readonly string[]): Promise<Result> {
  return printed(
    Deno.execPath(),
    ["run", "-A", program.href, ...args],
    `'${program.pathname.split("/").at(-1)}' failed`,
  );
}
