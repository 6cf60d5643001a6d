/**
 * How a workgroup propagates: what its invocations hold, and how steps and teams are written for it.
 *
 * @module
 */

/** Columns of a team: forwards two amplitudes, backwards a state and its adjoint. */
export const LANES = 2;
/** Invocations of a team. */
export const WIDTH = 256;
/** Rows that an invocation may hold: the states of a team must fit into 16 KiB. */
export const MOST_ROWS = 4;
/** Rows of a matrix that are loaded at once. */
export const UNROLLED = 8;
/** Invocations that share a row of a product at most. */
const MOST_PARTS = 16;

/** Words of a step: kind, matrix, coefficients or decay, terms, factor, 1/ρ, pairs, first pair. */
export const STEP_WORDS = 8;
/** Words of a team: column, lanes, first step, end of its steps, first start, starts of a lane, first pair in pulses, at pauses. */
export const TEAM_WORDS = 8;

/** What a step does. */
export const PULSE = 0, FREE = 1, STORED = 2;

/** How the rows of the states are dealt out. */
export interface TeamShape {
  /** Rows that each invocation holds. */
  readonly rows: number;
  /** Between two of them; the number of invocations for one part. */
  readonly stride: number;
  /** Invocations that share a row of a product. */
  readonly parts: number;
}

/** The shape of the teams for n modes. */
export function teamShape(n: number): TeamShape {
  const rows = Math.ceil(n / WIDTH), stride = Math.ceil(n / rows);
  const parts = rows > 1 ? 1 : Math.min(n, MOST_PARTS, Math.floor(WIDTH / stride));
  return { rows, stride, parts };
}

/** Loop iterations of an invocation in a product, at most. */
export function productIterations(n: number): number {
  const { parts } = teamShape(n);
  return Math.ceil(n / parts / UNROLLED) + UNROLLED + parts;
}
