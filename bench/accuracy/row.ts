/**
 * One line of the table of accuracy: what was measured, what it should be.
 *
 * @module
 */

/** A measured figure with its target. */
export interface AccuracyRow {
  /** What was compared with what. */
  readonly what: string;
  /** The figure; left out where the reference is absent. */
  readonly measured?: number;
  /** What it should reach. */
  readonly target: number;
  /** Whether the target is a least value, of an order of convergence, instead of a largest one, of an error. */
  readonly atLeast?: boolean;
  /** What the reference says of its own error, or why the row is skipped. */
  readonly reference: string;
}

/** Measures the rows of one part of the table. */
export type AccuracyRows = () => Iterable<AccuracyRow> | AsyncIterable<AccuracyRow>;

/** Whether the figure reaches its target; a row without its reference does. */
export function passes({ measured, target, atLeast }: AccuracyRow): boolean {
  if (measured === undefined) return true;
  return atLeast ? measured >= target : measured <= target;
}

/** The cells of the row. */
export function cells(row: AccuracyRow): string[] {
  const { what, measured, target, atLeast, reference } = row;
  const plain = atLeast || target >= 1;
  const show = (x: number) => plain ? x.toFixed(2) : x.toExponential(1);
  return [
    what,
    `${atLeast ? "≥" : "≤"} ${plain ? target : target.toExponential(0)}`,
    measured === undefined ? "" : show(measured),
    reference,
    measured === undefined ? "skipped" : passes(row) ? "pass" : "FAIL",
  ];
}

/** The largest of |a − b| divided by `scale`, which may be one number for each. */
export function largestError(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  scale: (index: number) => number,
): number {
  return Array.from(a, (x, i) => Math.abs(x - b[i]) / scale(i)).reduce((m, x) => Math.max(m, x), 0);
}

/** ‖a − b‖ / ‖b‖. */
export function relativeInNorm(a: Float64Array, b: Float64Array): number {
  return Math.hypot(...a.map((x, i) => x - b[i])) / Math.hypot(...b);
}
