/**
 * What a comparison is: Torrey and a reference program do the same task alternately, in the same run.
 *
 * @module
 */

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
}

/** Runs a comparison `repeats` times and returns its figures. */
export type Comparison = (repeats: number) => Promise<readonly Figure[]>;

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

/** Milliseconds that `run` takes. */
export function milliseconds(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/**
 * Runs a program of bench/reference and returns the object it prints.
 *
 * @param program Its file name.
 * @param args Its arguments.
 */
export async function reference<Result>(
  program: string,
  ...args: readonly (string | number)[]
): Promise<Result> {
  const file = decodeURIComponent(new URL(`../reference/${program}`, import.meta.url).pathname);
  const { success, stdout, stderr } = await new Deno.Command(
    Deno.env.get("PYTHON") ?? "/usr/bin/python3",
    { args: [file, ...args.map(String)] },
  ).output();
  if (!success) {
    const text = new TextDecoder().decode(stderr).trim();
    throw new Error(`'${program}' failed (bench/reference/README.md says what it needs):\n${text}`);
  }
  return JSON.parse(new TextDecoder().decode(stdout));
}
