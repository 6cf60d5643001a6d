/**
 * A step length that satisfies the strong Wolfe conditions.
 *
 * Nocedal and Wright, Numerical Optimization, 2nd edition, algorithms 3.5 and 3.6: with φ(α) = f(x + α d),
 * φ(α) ≤ φ(0) + c₁ α φ'(0) and |φ'(α)| ≤ c₂ |φ'(0)|. Where the decrease is lost in rounding, the first is replaced by
 * φ'(α) ≤ (2c₁ − 1) φ'(0), after Hager and Zhang, SIAM J. Optim. 16 (2005) 170.
 *
 * @module
 */
import { type Asking, isRefusal } from "./evaluation.ts";

/** Settings of the line search. */
export interface WolfeOptions {
  /** Sufficient decrease c₁, 0 < c₁ < ½. */
  readonly decrease: number;
  /** Curvature c₂, c₁ < c₂ < 1. */
  readonly curvature: number;
  /** Most evaluations in one search. */
  readonly evaluations: number;
}

/** The objective along the line. */
export interface Trial<P> {
  /** Step length. */
  readonly at: number;
  /** φ; infinite where the point is refused. */
  readonly value: number;
  /** φ'. */
  readonly slope: number;
  /** The gradient there; undefined where the point is refused. */
  readonly gradient: P | undefined;
}

/** What a search has found: a step, or why there is none. */
export type SearchResult<P> = { readonly found: Trial<P> } | { readonly failed: string };

/** Relative size of differences of values that are rounding. */
const ROUNDING = 16 * Number.EPSILON;
/** How far a bracket may be extended at once. */
const EXPANSION = 2;
/** An interpolated step keeps this part of the bracket from either end. */
const MARGIN = 0.1;

/** The minimiser of the cubic through values and slopes at two steps, kept inside; the middle where there is none. */
function interpolate<P>(low: Trial<P>, high: Trial<P>): number {
  const middle = (low.at + high.at) / 2;
  if (!Number.isFinite(high.value)) return middle;
  const span = high.at - low.at;
  const d1 = low.slope + high.slope - 3 * (high.value - low.value) / span;
  const root = d1 * d1 - low.slope * high.slope;
  if (!(root >= 0)) return middle;
  const d2 = Math.sign(span) * Math.sqrt(root);
  const at = high.at - span * (high.slope + d2 - d1) / (high.slope - low.slope + 2 * d2);
  const edge = MARGIN * Math.abs(span);
  const [from, to] = [Math.min(low.at, high.at) + edge, Math.max(low.at, high.at) - edge];
  return Number.isFinite(at) ? Math.min(to, Math.max(from, at)) : middle;
}

/**
 * Searches along a line.
 *
 * @typeParam P The parameters
 * @param start The trial at step 0; its slope is negative
 * @param first The first step to try
 * @param point The parameters at a step
 * @param slope The slope of a gradient along the line
 * @param options The conditions
 * @returns The step found, or why there is none
 */
export function* wolfeSearch<P>(
  start: Trial<P>,
  first: number,
  point: (at: number) => P,
  slope: (gradient: P) => number,
  options: WolfeOptions,
): Asking<P, SearchResult<P>> {
  const { decrease, curvature } = options;
  let left = options.evaluations;
  let refusal: string | undefined;
  function* evaluate(at: number): Asking<P, Trial<P>> {
    left--;
    const answer = yield point(at);
    if (isRefusal(answer)) {
      refusal = answer.refused;
      return { at, value: Infinity, slope: Infinity, gradient: undefined };
    }
    return { at, value: answer.value, slope: slope(answer.gradient), gradient: answer.gradient };
  }
  const decreases = (trial: Trial<P>): boolean =>
    trial.value <= start.value + decrease * trial.at * start.slope ||
    (trial.value <= start.value + ROUNDING * Math.abs(start.value) &&
      trial.slope <= (2 * decrease - 1) * start.slope);
  const flat = (trial: Trial<P>): boolean => Math.abs(trial.slope) <= -curvature * start.slope;

  let low = start;
  let bracket: Trial<P> | undefined;
  for (let at = first; bracket === undefined; at *= EXPANSION) {
    if (left <= 0) return finish(low);
    const trial: Trial<P> = yield* evaluate(at);
    if (!decreases(trial) || (low.at > 0 && trial.value >= low.value)) bracket = trial;
    else if (flat(trial)) return { found: trial };
    else if (trial.slope >= 0) [low, bracket] = [trial, low];
    else low = trial;
  }
  let high: Trial<P> = bracket;
  while (left > 0) {
    const trial: Trial<P> = yield* evaluate(interpolate(low, high));
    if (trial.at === low.at || trial.at === high.at) break;
    if (!decreases(trial) || trial.value > low.value) high = trial;
    else if (flat(trial)) return { found: trial };
    else {
      if (trial.slope * (high.at - low.at) >= 0) high = low;
      low = trial;
    }
  }
  return finish(low);

  /** Without a step that meets both conditions, one that decreases will do. */
  function finish(best: Trial<P>): SearchResult<P> {
    if (best.value < start.value) return { found: best };
    return { failed: refusal ?? "no step along the search direction decreases the value" };
  }
}
