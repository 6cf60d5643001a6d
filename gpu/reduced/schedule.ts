/**
 * In which pieces a device works: columns that fit together (waves), and their steps in stretches (chunks) whose couplings, states and
 * pairs fit into memory.
 *
 * @module
 */
import type { Budget } from "./budget.ts";
import type { RunProgram, Step } from "./program.ts";
import { productIterations } from "./team.ts";

/** Columns of one run in a wave. */
export interface Part {
  readonly program: RunProgram;
  /** Its first column in the wave. */
  readonly column: number;
  /** Which of the run's columns: those from this one. */
  readonly from: number;
  readonly amplitudes: readonly number[];
}

/** Steps `from` … `to` − 1 of every part of a wave. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
  /** Where in the list of couplings each of those needed is. */
  readonly couplings: ReadonlyMap<string, number>;
}

/** Columns that are propagated together. */
export interface Wave {
  readonly columns: number;
  readonly parts: readonly Part[];
  readonly chunks: readonly Chunk[];
}

/** Teams of a dispatch. */
const MOST_COLUMNS = 65535;

/** Rows of pairs that a step leaves behind for each column. */
export function pairRows(step: Step): number {
  return step.kind === "pulse" ? step.series.points : 1;
}

/** Cuts the columns of all runs into waves. */
function cutColumns(
  n: number,
  programs: readonly RunProgram[],
  budget: Budget,
): { columns: number; parts: Part[] }[] {
  const points = programs.reduce(
    (most, { steps }) => steps.reduce((m, step) => Math.max(m, pairRows(step)), most),
    1,
  );
  const mostColumns = Math.max(
    1,
    Math.min(MOST_COLUMNS, Math.floor(budget.pairs / (16 * n * points))),
  );
  const mostParts = Math.max(1, Math.floor(budget.couplings / (4 * n * n)));
  const waves: { columns: number; parts: Part[] }[] = [];
  for (const program of programs) {
    for (let from = 0; from < program.amplitudes.length;) {
      let wave = waves[waves.length - 1];
      if (!wave || wave.columns >= mostColumns || wave.parts.length >= mostParts) {
        wave = { columns: 0, parts: [] };
        waves.push(wave);
      }
      const amplitudes = program.amplitudes.slice(from, from + mostColumns - wave.columns);
      wave.parts.push({ program, column: wave.columns, from, amplitudes });
      wave.columns += amplitudes.length;
      from += amplitudes.length;
    }
  }
  return waves;
}

/** What one step of every part needs. */
interface Needs {
  readonly couplings: ReadonlySet<string>;
  /** Starts of steps, and pairs. */
  readonly starts: number;
  readonly pairs: number;
  /** Loop iterations of the teams of each part. */
  readonly iterations: readonly number[];
}

/** Loop iterations of a step. */
function iterationsOf(n: number, step: Step): number {
  const products = step.kind === "pulse" ? step.series.terms : step.kind === "stored" ? 2 : 0;
  return 1 + (productIterations(n) + 1) * products;
}

/** What the steps at one place of all parts need. */
function needsOf(n: number, parts: readonly Part[], level: number): Needs {
  const couplings = new Set<string>();
  let starts = 0, pairs = 0;
  const iterations = parts.map(({ program, amplitudes }) => {
    const step = program.steps[level];
    if (!step) return 0;
    if (step.kind === "pulse") couplings.add(step.coupling);
    starts += amplitudes.length;
    pairs += amplitudes.length * pairRows(step);
    return iterationsOf(n, step);
  });
  return { couplings, starts, pairs, iterations };
}

/** Adds up what steps need, while it is within the budget; without `kept` states and pairs do not count. */
function stretch(n: number, parts: readonly Part[], kept: boolean, budget: Budget) {
  const couplings = new Map<string, number>(), iterations = parts.map(() => 0);
  let starts = 0, pairs = 0;
  const fits = (more: Needs): boolean => {
    const fresh = [...more.couplings].filter((key) => !couplings.has(key)).length;
    if (4 * n * n * (couplings.size + fresh) > budget.couplings) return false;
    if (iterations.some((sum, k) => sum + more.iterations[k] > budget.iterations)) return false;
    return !kept || 8 * n * (starts + more.starts) <= budget.starts &&
        16 * n * (pairs + more.pairs) <= budget.pairs;
  };
  const add = (more: Needs): void => {
    for (const key of more.couplings) {
      if (!couplings.has(key)) couplings.set(key, couplings.size);
    }
    more.iterations.forEach((count, k) => iterations[k] += count);
    starts += more.starts;
    pairs += more.pairs;
  };
  return { couplings, fits, add };
}

/** Cuts the steps of a wave into chunks; a step that is beyond the budget alone has one of its own. */
function cutSteps(n: number, parts: readonly Part[], kept: boolean, budget: Budget): Chunk[] {
  const length = parts.reduce((most, { program }) => Math.max(most, program.steps.length), 0);
  const chunks: Chunk[] = [];
  let from = 0, current = stretch(n, parts, kept, budget);
  for (let level = 0; level < length; level++) {
    const needs = needsOf(n, parts, level);
    if (level > from && !current.fits(needs)) {
      chunks.push({ from, to: level, couplings: current.couplings });
      [from, current] = [level, stretch(n, parts, kept, budget)];
    }
    current.add(needs);
  }
  return [...chunks, { from, to: length, couplings: current.couplings }];
}

/**
 * Cuts the work on a list of runs.
 *
 * @param n Number of modes.
 * @param programs The runs.
 * @param kept Whether states within steps will be wanted.
 * @param budget What the pieces may need.
 * @returns The waves; at least one chunk each.
 */
export function scheduled(
  n: number,
  programs: readonly RunProgram[],
  kept: boolean,
  budget: Budget,
): Wave[] {
  return cutColumns(n, programs, budget).map((wave) => ({
    ...wave,
    chunks: cutSteps(n, wave.parts, kept, budget),
  }));
}
